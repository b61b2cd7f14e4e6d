import type {ESLint} from "eslint";

export interface Coinage {
  readonly words: string;
  readonly instead: string;
}
export interface FoundCoinage {
  readonly index: number;
  readonly found: string;
  readonly instead: string;
}
export const COINAGES: readonly Coinage[];
export function findCoinages(text: string): FoundCoinage[];
declare const plugin: ESLint.Plugin;
export default plugin;
