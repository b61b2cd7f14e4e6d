import {random} from "../src/lib/core/random.js";
import {Gru4RecNetwork} from "../src/lib/recommend/gru4recNetwork.js";
import {GRU4REC_OPTIONS} from "../src/lib/recommend/gru4recOptions.js";

/** Steps of GRU4Rec, as `bench/peers/gru4recStep.py` takes them in PyTorch. */
export interface StepOnce {
  /** The median of the processor times of a step. */
  readonly ms: number;
  /** The greatest resident memory of the process, gigabytes of 10⁹ bytes. */
  readonly peakGb: number;
}

const [ITEMS, BATCH, UNITS, SAMPLES] = [50_000, 80, 224, 2048];
const [FIRST, STEPS] = [20, 60];

const separate = process.argv[2] === "separate";
const network = new Gru4RecNetwork(
  ITEMS,
  {
    ...GRU4REC_OPTIONS,
    constrained_embedding: !separate,
    embedding: separate ? UNITS : 0,
    layers: [UNITS],
    batch_size: BATCH,
    n_sample: SAMPLES
  },
  new Float64Array(ITEMS).fill(1)
);
const source = random(1);
const draw = () => Int32Array.from({length: BATCH}, () => source.below(ITEMS));
network.reset();
const times: number[] = [];
for (let k = 0; k < FIRST + STEPS; k++) {
  const [inputs, targets] = [draw(), draw()];
  const before = process.cpuUsage();
  network.step(inputs, targets);
  const {user, system} = process.cpuUsage(before);
  if (k >= FIRST) times.push((user + system) / 1000);
}
times.sort((a, b) => a - b);
const found: StepOnce = {ms: times[STEPS >> 1], peakGb: (process.resourceUsage().maxRSS * 1024) / 1e9};
console.log(JSON.stringify(found));
