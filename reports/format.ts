/**
 * Numbers as the pages print them.
 *
 * @module
 */

import type { Estimate, Interval } from "./statistics.ts";

/** A share as a percentage: 0.0162 → "1.62 %", 0.00004 → "0.0040 %", 0 → "0 %". */
export function percent(share: number): string {
  return `${percentage(100 * share)} %`;
}

/** A number of percent or percentage points, two decimals or, below 0.1, two significant digits. */
export function percentage(value: number): string {
  if (value === 0) return "0";
  const size = Math.abs(value);
  const decimals = size >= 0.1 ? 2 : Math.min(6, 1 - Math.floor(Math.log10(size)));
  return value.toFixed(decimals).replace("-", "−");
}

/** An interval of percentages or percentage points: "0.91 to 1.07". */
export function percentageInterval(interval: Interval): string {
  return `${percentage(interval.lower)} to ${percentage(interval.upper)}`;
}

/**
 * A mean of percentages ± half the width of its interval, to the same decimals: "1.62 ± 0.04". The mean
 * alone where there is no interval, or one of no width.
 */
export function meanAndHalf({ mean, interval }: Estimate): string {
  const text = percentage(mean);
  const half = interval === undefined ? 0 : interval.upper - mean;
  if (half === 0) return text;
  const decimals = text.split(".")[1]?.length ?? 2;
  return `${text} ± ${half.toFixed(decimals)}`;
}

/** A whole number with its thousands marked: 4096 → "4,096". */
export function count(value: number): string {
  return value.toLocaleString("en-US");
}

/** A number of things: plural(1, "run") → "1 run", plural(3, "run") → "3 runs". */
export function plural(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? "" : "s"}`;
}

/** Things in a row: ["a", "b", "c"] → "a, b and c". */
export function list(items: readonly string[]): string {
  if (items.length < 2) return items.join("");
  return `${items.slice(0, -1).join(", ")} and ${items[items.length - 1]}`;
}

/** Seconds of computing: "0.4 s", "12 s", "3 min 5 s", "2 h 10 min". */
export function duration(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const minutes = Math.round(whole / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** The day and minute of an ISO 8601 time, in UTC: "2026-03-01 14:05 UTC". */
export function time(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/**
 * A number to three significant digits, by powers of ten where it is large or small: 0.0123 →
 * "0.0123", 0.0000123 → "1.23·10⁻⁵", 0 → "0".
 */
export function significant(value: number): string {
  const size = Math.abs(value);
  if (value === 0 || (size >= 1e-3 && size < 1e5)) {
    return String(Number(value.toPrecision(3))).replace("-", "−");
  }
  const [digits, power] = value.toExponential(2).split("e");
  const raised = [...power.replace("+", "").replace("-", "⁻")]
    .map((digit) => SUPERSCRIPTS[Number(digit)] ?? digit).join("");
  return `${Number(digits)}·10${raised}`.replace("-", "−");
}

/** An interval of such numbers: "1.2 to 3·10⁵". */
export function significantInterval({ lower, upper }: Interval): string {
  return `${significant(lower)} to ${significant(upper)}`;
}
