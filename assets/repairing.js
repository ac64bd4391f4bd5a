/* A repair opens another version of the table: what was read stays where it was, open, and keeps the focus. */
(() => {
  "use strict";
  const PATIENCE = 10_000;
  const LISTS = [".data-findings", ".data-recipe"];

  const listOf = (kind) => document.querySelector(`main ${kind}`);
  const sectionOf = (kind) => listOf(kind)?.closest(".section");
  const top = (section) => section.getBoundingClientRect().top;

  /** Put the new version's section where the old one was. */
  const settle = (kept) => {
    // The last step that is undone takes its list along; what stands out then comes next.
    const section = sectionOf(kept.kind) || sectionOf(LISTS[0]);
    if (!section) {
      return;
    }
    const fold = section.querySelector(".data-fold");
    if (kept.open && fold) {
      fold.open = true;
    }
    window.scrollBy({top: top(section) - kept.top, behavior: "instant"});
    if (document.activeElement !== document.body) {
      return;
    }
    // A step that has moved keeps its button; after a repair another press would make the next one unasked.
    const same = kept.name && [...section.querySelectorAll("button")]
      .find((button) => button.getAttribute("aria-label") === kept.name && !button.disabled);
    const place = same || section.querySelector("h2");
    if (place !== same) {
      place?.setAttribute("tabindex", "-1");
    }
    place?.focus({preventScroll: true});
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.(".data-offers button");
    const section = button?.closest(".section");
    if (!section) {
      return;
    }
    const kept = {
      kind: LISTS.find((kind) => button.closest(kind)),
      name: button.getAttribute("aria-label"),
      open: Boolean(section.querySelector(".data-fold[open]")),
      top: top(section),
    };
    const began = Date.now();
    const look = () => {
      if (!section.isConnected && sectionOf(LISTS[0])) {
        settle(kept);
      } else if (Date.now() - began < PATIENCE) {
        window.setTimeout(look, 50);
      }
    };
    look();
  });
})();
