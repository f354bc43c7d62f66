// What an earlier visit typed and could not send: offered, never put in unasked.

import { ask } from "./notice.js";
import { collect, copies, fill, same } from "./typed.js";

const HOUR = { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" };

export function offerCopy(form, saver) {
  const found = copies.take(saver.key);
  const copy = [found, found?.older].find((each) => each && !same(each.typed, collect(form)));
  if (!copy) return copies.drop(saver.key);
  const decided = () => {
    saver.older = null;
    if (saver.isDirty) saver.keep();
    else copies.drop(saver.key);
  };
  saver.older = { at: copy.at, typed: copy.typed };
  const at = new Date(copy.at).toLocaleString("en-GB", HOUR);
  ask(`This browser holds a copy of this column, typed on ${at}, that did not reach us.`, [
    ["Use the copy", () => {
      fill(form, copy.typed);
      decided();
      saver.hurry();
    }],
    ["Drop the copy", decided],
  ]);
}
