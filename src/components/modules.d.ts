// Types for two packages that ship none; only what this project uses.
declare module "htl" {
  type Template = (strings: TemplateStringsArray, ...values: unknown[]) => Element;
  export const html: Template & {fragment: (strings: TemplateStringsArray, ...values: unknown[]) => DocumentFragment};
  export const svg: Template & {fragment: (strings: TemplateStringsArray, ...values: unknown[]) => DocumentFragment};
}
declare module "@observablehq/inputs" {
  type Input<T> = HTMLElement & {value: T};
  export function range(extent?: [number, number], options?: Record<string, unknown>): Input<number>;
  export function radio<T>(values: Iterable<T>, options?: Record<string, unknown>): Input<T>;
  export function select<T>(values: Iterable<T>, options?: Record<string, unknown>): Input<T>;
  export function checkbox<T>(values: Iterable<T>, options?: Record<string, unknown>): Input<T[]>;
  export function toggle(options?: Record<string, unknown>): Input<boolean>;
  export function text(options?: Record<string, unknown>): Input<string>;
  export function button(content: unknown, options?: Record<string, unknown>): Input<unknown>;
}
