import {expect, test} from "vitest";
import {recommendCommand} from "../../loaders/cli/recommend.js";
import {UsageError} from "../../src/lib/core/errors.js";

test.each([
  ["evaluate --diversity 0.5", "--diversity is for top, and not for evaluate"],
  ["top 1 --diversity 2", "--diversity is 2; give a number from 0 to 1"],
  ["top 1 --diversity much", "--diversity is much; give a number from 0 to 1"],
  ["evaluate --models markov-recent", "there is no model markov-recent; did you mean markov-recency?"]
])("%s is refused", async (words, message) => {
  const refused = await recommendCommand(words.split(" ")).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(UsageError);
  expect((refused as Error).message).toContain(message);
});
