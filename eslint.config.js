import tseslint from "typescript-eslint";
import plainEnglish from "./lint/plainEnglish.js";

export default tseslint.config(
  {ignores: ["dist/", "node_modules/", "src/.observablehq/", "data/", "models/"]},
  ...tseslint.configs.recommended,
  {
    rules: {
      "@typescript-eslint/consistent-type-imports": ["error", {fixStyle: "inline-type-imports"}],
      "@typescript-eslint/no-unused-vars": ["error", {argsIgnorePattern: "^_", varsIgnorePattern: "^_"}],
      "@typescript-eslint/no-non-null-assertion": "off",
      eqeqeq: ["error", "always", {null: "ignore"}],
      "no-console": "off",
      "no-var": "error",
      "prefer-const": "error",
      "no-restricted-syntax": [
        "error",
        {
          selector:
            'Program > ExpressionStatement[expression.type="AwaitExpression"][expression.argument.callee.name="runCommand"] ~ VariableDeclaration',
          message: "Stands below the command that uses it, so it does not exist yet while that runs: move it up."
        }
      ]
    }
  },
  {
    // pure code: the same result in Node, in a worker and in a page
    files: ["src/lib/**/*.ts"],
    rules: {
      "no-console": "error",
      "no-restricted-globals": [
        "error",
        ...["document", "window", "navigator", "localStorage", "fetch", "process", "performance", "setTimeout"].map(
          (name) => ({
            name,
            message: "src/lib is pure: hand effects in as arguments."
          })
        )
      ],
      "no-restricted-properties": [
        "error",
        {object: "Math", property: "random", message: "Use a seeded generator of src/lib/core."},
        {object: "Date", property: "now", message: "Time is an argument."}
      ]
    }
  },
  {
    // what readers see: pages, figures, command line
    files: ["src/**/*.ts", "loaders/**/*.ts"],
    plugins: {"plain-english": plainEnglish},
    rules: {"plain-english/coinages": "error"}
  },
  {
    // texts that are part of committed results and model cards, or of code that results depend on: they change when these are next renewed
    files: [
      "loaders/sources/eventLog.ts",
      "loaders/sequence/evaluatePrefixes.ts",
      "loaders/studies/{retailrocket-later,retailrocket-prefix,shuffled-labels}.ts",
      "src/lib/generator/posterior.ts",
      "src/lib/models/modelCard.ts",
      "src/lib/protocol/protocolErrors.ts"
    ],
    rules: {"plain-english/coinages": "off"}
  }
);
