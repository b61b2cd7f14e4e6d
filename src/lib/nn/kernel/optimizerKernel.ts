import {backend, engine, type Tensor} from "@tensorflow/tfjs-core";
import {KERNEL} from "./kernelCode.js";

/** The functions of `kernel.asc`; weights, gradients and what is remembered of them are byte offsets into its memory. */
export interface OptimizerKernel {
  addSquares(w: number, g: number, n: number, l2: number, sum: number): number;
  sgd(w: number, g: number, n: number, l2: number, scale: number, rate: number): void;
  sgdMomentum(
    w: number,
    g: number,
    v: number,
    n: number,
    l2: number,
    scale: number,
    rate: number,
    momentum: number
  ): void;
  adagrad(w: number, g: number, s: number, n: number, l2: number, scale: number, rate: number, epsilon: number): void;
  adagradMomentum(
    w: number,
    g: number,
    s: number,
    v: number,
    n: number,
    l2: number,
    scale: number,
    rate: number,
    epsilon: number,
    momentum: number
  ): void;
  adam(
    w: number,
    g: number,
    m: number,
    v: number,
    n: number,
    l2: number,
    scale: number,
    rate: number,
    kept: number,
    whole1: number,
    whole2: number
  ): void;
}

/** What is used of TensorFlow.js' WebAssembly backend. */
interface WasmBackend {
  typedArrayFromHeap(tensor: Tensor): Float32Array;
  readonly dataIdMap: {get(dataId: Tensor["dataId"]): {readonly id: number; readonly memoryOffset: number}};
  readonly wasm: {
    readonly asm?: {readonly memory?: WebAssembly.Memory};
    readonly tfjs: {
      disposeData(id: number): void;
      registerTensor(id: number, size: number, memoryOffset: number): void;
    };
  };
}

let compiled: WebAssembly.Module | undefined;
const kernels = new WeakMap<WebAssembly.Memory, OptimizerKernel | null>();

/** The backend that is set, where it is the one on WebAssembly. */
function wasmBackend(): WasmBackend | null {
  return engine().backendName === "wasm" ? (backend() as unknown as WasmBackend) : null;
}

/**
 * The values of a tensor of 32-bit reals where the WebAssembly backend has them, to be read and changed; the next tensor
 * that is made may leave the view without its memory. Whoever changes them calls `markChanged`. Null with another
 * backend.
 *
 * @example
 * ```ts
 * import {tensor1d} from "@tensorflow/tfjs-core";
 *
 * const tensor = tensor1d([1, 2]);
 * heapView(tensor)!.set([5], 1);
 * markChanged(tensor);
 * tensor.dataSync() // → [1, 5]
 * tensor.dispose();
 * ```
 */
export function heapView(tensor: Tensor): Float32Array | null {
  return wasmBackend()?.typedArrayFromHeap(tensor) ?? null;
}

/**
 * Says that a tensor was changed in the backend's memory. The backend keeps a packed copy of a matrix, and of what is
 * added, once they were multiplied with: it must be packed anew.
 *
 * @example
 * ```ts
 * import {matMul, tensor2d} from "@tensorflow/tfjs-core";
 *
 * const [x, w] = [tensor2d([[10]]), tensor2d([[1]])];
 * matMul(x, w).dataSync() // → [10]
 * heapView(w)!.set([2]);
 * markChanged(w);
 * matMul(x, w).dataSync() // → [20] (without it 10 still)
 * w.dispose();
 * ```
 */
export function markChanged(tensor: Tensor): void {
  const wasm = wasmBackend();
  if (wasm === null) return;
  const {id, memoryOffset} = wasm.dataIdMap.get(tensor.dataId);
  // forgets what was made of it, not the memory itself
  wasm.wasm.tfjs.disposeData(id);
  wasm.wasm.tfjs.registerTensor(id, tensor.size, memoryOffset);
}

/**
 * The kernel on the memory of the WebAssembly backend; null with another backend, or where that memory cannot be shared
 * with a second module.
 *
 * @example
 * ```ts
 * import {tensor1d} from "@tensorflow/tfjs-core";
 *
 * const [w, g] = [tensor1d([1, 2, 3]), tensor1d([10, 0, -10])];
 * const [at, from] = [w, g].map((tensor) => heapView(tensor)!.byteOffset);
 * optimizerKernel()!.sgd(at, from, 3, 0, 1, 0.5);
 * w.dataSync() // → [−4, 2, 8]
 * w.dispose();
 * g.dispose();
 * ```
 */
export function optimizerKernel(): OptimizerKernel | null {
  const memory = wasmBackend()?.wasm.asm?.memory;
  if (memory === undefined) return null;
  let kernel = kernels.get(memory);
  if (kernel === undefined) kernels.set(memory, (kernel = instance(memory)));
  return kernel;
}

function instance(memory: WebAssembly.Memory): OptimizerKernel | null {
  try {
    compiled ??= new WebAssembly.Module(Uint8Array.from(atob(KERNEL), (c) => c.charCodeAt(0)));
    return new WebAssembly.Instance(compiled, {env: {memory}}).exports as unknown as OptimizerKernel;
  } catch {
    // a memory of several threads, or a browser without SIMD: typed arrays over the same memory give the same bits
    return null;
  }
}
