// Copy buttons, and focus on a new error summary. Pages work without this file.
"use strict";
if (navigator.clipboard) document.documentElement.classList.add("js");

addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(button.dataset.copy);
  button.nextElementSibling.textContent = button.dataset.done;
});

let seen = null;

// A summary that was there before keeps quiet: an estimate that arrives must not move the focus.
function focusErrors() {
  const errors = document.querySelector(".errors");
  if (errors && errors !== seen) errors.focus();
  seen = errors;
}

addEventListener("DOMContentLoaded", focusErrors);
addEventListener("htmx:after:swap", focusErrors);
