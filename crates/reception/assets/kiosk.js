// Digits and the erasing key of a keyboard press the buttons of the page. A key that comes while
// the one before it is on its way waits for the page that shows that one, so that none is lost.
const keys = [];
const button = (key) => document.querySelector(`.keypad button[value="${CSS.escape(key)}"]`);

document.addEventListener("keydown", (event) => {
  const other = event.ctrlKey || event.altKey || event.metaKey || event.repeat;
  const key = event.key === "Backspace" ? "back" : event.key;
  if (other || event.target.matches("input") || !button(key)) return;
  keys.push(key);
  if (keys.length === 1) press();
});

async function press() {
  for (; keys.length; keys.shift()) {
    const { form, value } = button(keys[0]) ?? {};
    const values = form && { seen: form.elements.seen.value, digit: value };
    if (form) await htmx.ajax("POST", form.action, { target: document.body, values });
  }
}

// Looking for changes must not load the page anew under keys that wait.
document.addEventListener("htmx:before:response", (event) => {
  if (keys.length && event.detail.ctx.request.method === "GET") event.preventDefault();
});
