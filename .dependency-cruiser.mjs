/**
 * Which folder may import from which, besides itself. Imports point one way: a folder lists only what stands above it here, and no
 * file imports itself by way of others.
 */
const LIB = {
  core: [],
  sources: ["core"],
  sql: ["core"],
  metrics: ["core"],
  nn: ["core"],
  onnx: ["core"],
  documents: [],
  generator: ["core", "sources"],
  pipeline: ["core", "sources", "sql"],
  eventLog: ["core", "sources", "sql", "pipeline"],
  features: ["core", "sources", "sql", "pipeline"],
  targets: ["core", "sources", "sql", "pipeline", "metrics", "features"],
  leakage: ["core", "sources", "sql", "pipeline", "metrics", "features", "targets"],
  "models/neural": ["core", "sources", "metrics", "features", "nn", "onnx", "models"],
  models: ["core", "metrics", "onnx"],
  sequence: ["core", "sources", "sql", "pipeline", "metrics", "nn", "onnx", "models"],
  datasets: ["core", "sources", "sql", "pipeline", "metrics", "features", "targets", "models"],
  overfitting: ["core", "metrics", "models", "datasets"],
  tuning: ["core", "metrics", "models"],
  protocol: ["core", "metrics", "leakage", "models", "datasets"],
  recommend: ["core", "sources", "pipeline", "generator", "metrics", "nn", "onnx"],
  forecast: ["core", "sources", "sql", "pipeline", "metrics", "models", "nn"],
  explain: ["core", "metrics", "models"],
  experiments: ["core", "metrics", "explain"],
  latency: ["core", "sources", "metrics", "features", "models", "sequence", "onnx"],
  offers: [
    "core",
    "latency",
    "sources",
    "pipeline",
    "sql",
    "metrics",
    "models",
    "features",
    "generator",
    "onnx",
    "sequence",
    "explain"
  ],
  claims: ["core", "metrics"],
  reports: [
    "core",
    "sources",
    "sql",
    "pipeline",
    "metrics",
    "features",
    "targets",
    "models",
    "sequence",
    "datasets",
    "overfitting",
    "latency",
    "claims",
    "leakage",
    "generator",
    "recommend",
    "forecast",
    "tuning",
    "experiments",
    "documents"
  ]
};

const ROOMS = {
  ...Object.fromEntries(
    Object.entries(LIB).map(([room, allowed]) => [`src/lib/${room}`, allowed.map((name) => `src/lib/${name}`)])
  ),
  "src/browser": ["src/lib"],
  "src/components": ["src/lib", "src/browser"],
  "src/data": ["src/lib", "loaders"],
  loaders: ["src/lib"],
  bench: ["src/lib", "src/browser", "loaders", "tests/eventLog/fuzz"]
};

/** Packages that do nothing but compute: no DOM, no files, no clock. */
const PURE = [
  "@noble/hashes",
  "d3-dsv",
  "fflate",
  "hucre",
  "hyparquet",
  "hyparquet-compressors",
  "murmurhash",
  "@tensorflow/tfjs-core",
  "@tensorflow/tfjs"
];

const inside = (folders) => folders.map((folder) => `^${folder}/`);
const nested = (room) => Object.keys(ROOMS).filter((other) => other.startsWith(`${room}/`));

export default {
  forbidden: [
    {
      name: "no-circular",
      comment: "A file that imports itself by way of others cannot be understood, or tested, alone.",
      severity: "error",
      from: {},
      to: {circular: true}
    },
    ...Object.entries(ROOMS).map(([room, allowed]) => ({
      name: `${room} imports from ${allowed.join(", ") || "nothing"}`,
      severity: "error",
      from: {path: `^${room}/`, pathNot: inside(nested(room))},
      to: {path: "^(src|loaders|bench|tests)/", pathNot: inside([room, ...allowed])}
    })),
    {
      name: "src/lib imports pure packages only",
      severity: "error",
      from: {path: "^src/lib/"},
      to: {path: "node_modules/", pathNot: PURE.map((name) => `node_modules/${name}/`)}
    },
    {
      name: "what runs in a browser imports nothing of Node",
      severity: "error",
      from: {path: "^src/", pathNot: "^src/data/"},
      to: {dependencyTypes: ["core"]}
    },
    {
      name: "every package is declared",
      severity: "error",
      from: {},
      to: {dependencyTypes: ["npm-no-pkg", "npm-unknown"]}
    },
    {name: "every import leads somewhere", severity: "error", from: {}, to: {couldNotResolve: true}}
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: {path: "node_modules"},
    exclude: {path: "^src/\\.observablehq/"},
    tsConfig: {fileName: "tsconfig.json"},
    enhancedResolveOptions: {
      extensions: [".ts", ".js", ".mjs", ".json"],
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"]
    }
  }
};
