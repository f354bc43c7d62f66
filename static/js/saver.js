// Brings a column to the server, again until it has worked. What the server has not
// confirmed stays in this browser.

import { post } from "./post.js";
import { asServed, collect, copies, same } from "./typed.js";

const EVERY = 3000; // milliseconds between saves, doubled while none arrives
const LONGEST_WAIT = 60_000;

export class Saver {
  older = null; // a copy the writer has not decided about
  isHalted = false;
  isLeaving = false;
  #wait = EVERY;

  // ``tell`` is told of what happened: saved, begun, waiting, refused, signedOut, clash.
  constructor(form, tell) {
    this.form = form;
    this.tell = tell;
    this.saved = "unsaved" in form.dataset ? {} : asServed(form); // what the server has
  }

  get key() { return this.form.dataset.piece; }
  get isDirty() { return !same(collect(this.form), this.saved); }
  keep() {
    return copies.put(this.key, { at: Date.now(), typed: collect(this.form), older: this.older });
  }

  soon(time = this.#wait) {
    clearTimeout(this.timer);
    if (!this.isHalted && !this.isLeaving) this.timer = setTimeout(() => this.save(), time);
  }

  hurry() {
    this.#wait = EVERY;
    if (!this.isHalted && !this.isLeaving) this.save();
  }

  async save() {
    clearTimeout(this.timer);
    if (this.saving) return this.saving;
    if (!this.isDirty) return;
    const before = this.tried;
    this.tried = collect(this.form);
    await (this.saving = this.#attempt(this.tried, before));
    this.saving = null;
    if (this.isDirty) this.soon();
  }

  // The page is going: what fits is sent without waiting for an answer.
  lastWords() {
    if (this.isLeaving || this.isHalted || this.saving || !this.isDirty) return;
    this.tried = collect(this.form);
    post(this.form, this.tried, true).catch(() => {});
  }

  async #attempt(typed, before) {
    let answer, said = {};
    try {
      answer = await post(this.form, typed);
      if (answer.headers.get("Content-Type")?.startsWith("application/json")) said = await answer.json();
    } catch {
      return this.#later();
    }
    if (answer.ok) return this.#took(typed, said);
    if (answer.status === 409 && said.typed) return this.#clash(said, before);
    if (answer.status >= 500 || answer.status === 403) return this.#later();
    if (answer.status === 401) this.#wait = LONGEST_WAIT;
    else this.isHalted = true; // until something is changed
    this.tell(answer.status === 401 ? "signedOut" : "refused", said.sentence, this.keep());
  }

  #later() {
    this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT);
    this.tell("waiting", "", this.keep());
  }

  #took(typed, said) {
    this.saved = typed;
    this.#wait = EVERY;
    this.form.elements.version.value = said.version;
    if (said.address) { // it has an address from now on
      copies.drop(this.key);
      Object.assign(this.form.dataset, { save: said.save_address, piece: said.address.match(/\d+/)[0] });
      this.form.action = said.address;
      this.tell("begun", said.address);
    }
    if (this.isDirty || this.older) this.keep();
    else copies.drop(this.key);
    this.tell("saved", said.saved, said.elsewhere);
  }

  #clash({ sentence, version, typed }, before) {
    this.form.elements.version.value = version;
    this.saved = typed;
    if (before && same(typed, before)) return; // our own save, whose answer never came
    this.isHalted = true;
    this.tell("clash", sentence, this.keep(), typed);
  }
}
