import asc from "assemblyscript/asc";
import {readFileSync, writeFileSync} from "node:fs";
import {fileURLToPath} from "node:url";

/** The folder of each kernel: that of trees and linear models, and that of the optimizers of networks. */
export const KERNELS = ["models", "nn", "recommend"].map(
  (room) => new URL(`../../src/lib/${room}/kernel/`, import.meta.url)
);

/** A kernel's source as WebAssembly. Throws `Error` with the compiler's words where it does not compile. */
export async function compileKernel(folder: URL): Promise<Uint8Array> {
  const source = readFileSync(new URL("kernel.asc", folder), "utf8");
  let binary: Uint8Array | undefined;
  const {error, stderr} = await asc.main(
    ["kernel.ts", "--outFile", "kernel.wasm", "-O3", "--converge", "--noAssert"]
      .concat(["--runtime", "stub", "--importMemory"])
      .concat(["--enable", "simd", "--enable", "bulk-memory"]),
    {
      readFile: (name) => (name === "kernel.ts" ? source : null),
      writeFile: (name, contents) => {
        if (name === "kernel.wasm") binary = contents as Uint8Array;
      },
      listFiles: () => []
    }
  );
  if (error !== null || binary === undefined) throw new Error(stderr.toString() || String(error));
  return binary;
}

/** What `kernelCode.ts` says of a compiled kernel. */
export function kernelModule(binary: Uint8Array): string {
  const text = Buffer.from(binary).toString("base64");
  return `/** \`kernel.asc\`, compiled; made anew by \`npm run kernel\`. */\nexport const KERNEL =\n  "${text}";\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const folder of KERNELS)
    writeFileSync(new URL("kernelCode.ts", folder), kernelModule(await compileKernel(folder)));
}
