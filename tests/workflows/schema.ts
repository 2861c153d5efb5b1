/**
 * Checks workflows against the schema that GitHub's own parser reads them by.
 *
 * @module
 */

import { JSONObjectReader } from "@actions/workflow-parser/templates/json-object-reader";
import { TemplateSchema } from "@actions/workflow-parser/templates/schema/index";
import {
  TemplateContext,
  TemplateValidationErrors,
} from "@actions/workflow-parser/templates/template-context";
import { readTemplate } from "@actions/workflow-parser/templates/template-reader";
import { NoOperationTraceWriter } from "@actions/workflow-parser/templates/trace-writer";
import { YamlObjectReader } from "@actions/workflow-parser/workflows/yaml-object-reader";

const PACKAGE = "@actions/workflow-parser/templates/template-reader";

/** What is wrong with a workflow, a line each: its YAML, its keys and values, and its expressions. */
export function errorsOf(name: string, content: string): string[] {
  // The package's own way to its schema is an import without an attribute, which Deno refuses.
  const path = new URL("../workflow-v1.0.min.json", import.meta.resolve(PACKAGE));
  const schema = TemplateSchema.load(new JSONObjectReader(undefined, Deno.readTextFileSync(path)));
  const errors = new TemplateValidationErrors();
  const context = new TemplateContext(errors, schema, new NoOperationTraceWriter());
  const file = context.getFileId(name);
  const reader = new YamlObjectReader(file, content);
  for (const { message, range } of reader.errors) context.error(file, message, range);
  readTemplate(context, "workflow-root-strict", reader, file);
  return errors.getErrors().map(String);
}
