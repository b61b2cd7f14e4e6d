import {UserError} from "../lib/core/errors.js";
import {generateShop, shopOptions} from "../lib/generator/shop.js";
import {storyteller, type Story} from "../lib/generator/story.js";

/** A module worker: generates the shop once, then answers each user number with that user's story. */
export type StoryAnswer = {readonly user: number} & ({readonly story: Story} | {readonly error: string});

let tell: ((user: number) => Story) | undefined;

addEventListener("message", ({data: user}: MessageEvent<number>) => {
  let answer: StoryAnswer;
  try {
    tell ??= storyteller(generateShop(shopOptions("paper")));
    answer = {user, story: tell(user)};
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    answer = {user, error: error.message};
  }
  postMessage(answer);
});
