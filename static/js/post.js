// One save on its way to the server.

const KEPT_ALIVE = 60_000; // bytes a browser still sends when its page has gone

// The token changes when somebody signs in, in another window too.
export function freshToken(form) {
  const token = form.elements.csrfmiddlewaretoken;
  token.value = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? token.value;
  return token.value;
}

export function post(form, typed) {
  const { version, page, shown, website } = form.elements;
  const body = JSON.stringify({
    version: version.value, typed, page: page?.value, shown: shown?.value, website: website?.value,
  });
  const headers = {
    "Content-Type": "application/json",
    "X-CSRFToken": freshToken(form),
    "X-Requested-With": "XMLHttpRequest",
  };
  const keepalive = new Blob([body]).size < KEPT_ALIVE;
  return fetch(form.dataset.save, { method: "POST", headers, body, keepalive });
}
