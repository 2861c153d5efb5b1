import assert from "node:assert/strict";
import { contentSecurityPolicy, inlineJson, inlineScript } from "../../../reports/page/inline.ts";

Deno.test("inlineJson() holds nothing that could end its element", () => {
  const value = { text: "</script><!-- <b>" };
  const { text } = inlineJson("data", value);
  const json = text.slice(text.indexOf(">") + 1, text.lastIndexOf("<"));
  assert.ok(!json.includes("<"));
  assert.deepEqual(JSON.parse(json), value);
});

Deno.test("inlineScript() refuses a script that would end its element early", () => {
  for (const script of ["'</SCRIPT>'", "'<!--'"]) {
    assert.throws(() => inlineScript(script), {
      message: "Expected a script without `</script` and `<!--`, which would end it early",
    });
  }
});

Deno.test("contentSecurityPolicy() allows the given texts by their hashes and nothing else", () => {
  // printf 'alert(1)' | openssl dgst -sha256 -binary | base64
  const hash = "'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='";
  assert.equal(
    contentSecurityPolicy({ styles: [], scripts: ["alert(1)"] }),
    `default-src 'none'; script-src ${hash}; style-src 'none'; img-src data: blob:; ` +
      "base-uri 'none'; form-action 'none'",
  );
});
