import type {Mutant} from "@stryker-mutator/api/core";

export declare function keyOf(mutant: Pick<Mutant, "fileName" | "location" | "mutatorName" | "replacement">): string;
