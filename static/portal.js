// Copy buttons, and focus on a new error summary. Pages work without this file.
"use strict";
if (navigator.clipboard) document.documentElement.classList.add("js");

addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(button.dataset.copy);
  button.nextElementSibling.textContent = button.dataset.done;
});

// A slider under an amount to try: moving it types the amount.
function addSliders() {
  for (const field of document.querySelectorAll("[data-slider]:not([data-slid])")) {
    const slider = document.createElement("input");
    [slider.min, slider.max] = field.dataset.slider.split(" ");
    slider.type = "range";
    slider.value = parseInt(field.value.replace(/\D*\d{2}$|\D/g, ""), 10);
    slider.setAttribute("aria-label", field.labels[0].textContent);
    field.dataset.slid = "";
    field.closest(".field").append(slider);
    slider.addEventListener("input", () => {
      field.value = slider.value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }
}

let seen = null;

// A summary that was there before keeps quiet: an estimate that arrives must not move the focus.
function focusErrors() {
  const errors = document.querySelector(".errors");
  if (errors && errors !== seen) errors.focus();
  seen = errors;
}

addEventListener("DOMContentLoaded", focusErrors);
addEventListener("DOMContentLoaded", addSliders);
addEventListener("htmx:after:swap", focusErrors);

// A menu closes with Escape and when the focus goes on: open, it hides what comes below it.
addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.querySelector(".menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
addEventListener("focusout", (event) => {
  const menu = event.target.closest(".menu[open]");
  if (menu && event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
});

// Within a list of work j and k go to the next line and the one before.
addEventListener("keydown", (event) => {
  const step = { j: 1, k: -1 }[event.key];
  const list = document.activeElement.closest("[data-keys]");
  if (!step || !list || event.ctrlKey || event.metaKey || event.altKey) return;
  const links = [...list.querySelectorAll("li > a")];
  const line = document.activeElement.closest("li").firstElementChild;
  links[links.indexOf(line) + step]?.focus();
});
