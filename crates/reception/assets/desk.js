// Printing is the one thing a page cannot ask for without script; the button shows only with it.
document.documentElement.classList.add("script");
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});
