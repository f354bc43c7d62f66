// One save on its way to the server.

const KEPT_ALIVE = 60_000; // bytes a browser still sends when its page has gone

// The token changes when somebody signs in, in another window too.
export function freshToken(form) {
  const token = form.elements.csrfmiddlewaretoken;
  token.value = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? token.value;
  return token.value;
}

// This window's own name, by which the other windows on a draft are told of it.
export const windowName = Array.from(crypto.getRandomValues(new Uint32Array(3)), (each) => each.toString(36).padStart(7, "0")).join("-");

export function post(form, typed, isGone = false) {
  const { version, page, shown, website } = form.elements;
  return send(form, form.dataset.save, {
    version: version.value, typed, page: page?.value, shown: shown?.value, website: website?.value,
    window: windowName, gone: isGone,
  });
}

export function send(form, address, said) {
  const body = JSON.stringify(said);
  const headers = {
    "Content-Type": "application/json",
    "X-CSRFToken": freshToken(form),
    "X-Requested-With": "XMLHttpRequest",
  };
  const keepalive = new Blob([body]).size < KEPT_ALIVE;
  return fetch(address, { method: "POST", headers, body, keepalive });
}
