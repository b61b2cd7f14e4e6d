import {readFileSync} from "node:fs";

/** Made by nn.py beside the file. */
export const vectors = JSON.parse(readFileSync(new URL("../vectors/nn.json", import.meta.url), "utf8")) as {
  optimizers: {
    dense: {shape: number[]; start: number[]; gradients: number[][]};
    sparse: {shape: number[]; start: number[]; ids: number[][]; gradients: number[][]};
    found: {name: string; dense: number[]; sparse: number[] | null}[];
  };
  losses: Record<
    "targets" | "weights" | "labels" | "counts" | "numbers" | "levels" | "expected" | "items",
    number[]
  > & {
    found: {name: string; outputs: number[]; loss: number; gradient: number[]}[];
  };
  recurrent: {
    sizes: Record<"rows" | "places" | "inputs" | "units", number>;
    found: {
      name: "gru" | "lstm";
      x: number[];
      initial: Record<string, number[]>;
      weights: Record<"w" | "u" | "b" | "c", number[]>;
      outputs: number[];
      last: Record<string, number[]>;
      slope: number[];
      gradients: Record<string, number[]>;
    }[];
  };
};
