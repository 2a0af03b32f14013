"use strict";
// Adaptive Cards as the pages show them: drawn by Microsoft's renderer, in the colours of the page. For the chat page and the desk.
const Cards = (() => {
const markdown = window.markdownit({ html: false, linkify: false, breaks: true });
markdown.validateLink = (url) => /^(https:|tel:)/i.test(url.trim());
AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
  result.outputHtml = markdown.render(text);
  result.didProcess = true;
};

function hostConfig() {
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue("--" + name).trim();
  const foreground = {
    default: { default: colour("ink"), subtle: colour("quiet") },
    accent: { default: colour("accent"), subtle: colour("accent") },
    attention: { default: colour("danger"), subtle: colour("danger") },
  };
  const box = (ground) => ({ backgroundColor: ground, foregroundColors: foreground });
  return new AdaptiveCards.HostConfig({
    textBlock: { headingLevel: 2 },
    fontFamily: "inherit",
    fontSizes: { small: 14, default: 16, medium: 18, large: 21, extraLarge: 25 },
    lineHeights: { small: 20, default: 25, medium: 26, large: 28, extraLarge: 32 },
    spacing: { small: 6, default: 10, medium: 18, large: 24, extraLarge: 32, padding: 12 },
    separator: { lineThickness: 1, lineColor: colour("line") },
    supportsInteractivity: true,
    actions: { maxActions: 6, spacing: "default", buttonSpacing: 8, actionsOrientation: "horizontal", actionAlignment: "left" },
    containerStyles: { default: box("transparent"), emphasis: box(colour("notice-ground")), attention: box(colour("danger-ground")), accent: box(colour("accent")) },
  });
}

// What the renderer leaves to its host: which box is a warning, what screen readers are told, numbers that can be called.
function tidy(drawn, content) {
  const boxes = drawn.querySelectorAll(":scope > .ac-container");
  (content.body || []).filter((part) => part.type === "Container").forEach((part, at) => {
    if (boxes[at]) boxes[at].classList.add(part.style === "attention" ? "danger" : "notice");
  });
  drawn.removeAttribute("tabindex");
  drawn.removeAttribute("aria-label");
  drawn.querySelectorAll("a").forEach((link) => { link.target = "_blank"; link.rel = "noopener noreferrer"; });
  drawn.querySelectorAll("strong").forEach((strong) => {
    const number = strong.textContent.trim();
    if (!/^\d[\d ]{2,}$/.test(number)) return;
    const call = document.createElement("a");
    call.className = "number";
    call.href = "tel:" + number.replaceAll(" ", "");
    call.textContent = number;
    strong.replaceWith(call);
  });
}

function draw(content, press) {
  const card = new AdaptiveCards.AdaptiveCard();
  card.hostConfig = hostConfig();
  card.parse(content);
  card.onExecuteAction = press;
  const drawn = card.render();
  tidy(drawn, content);
  return drawn;
}

function onColours(again) {
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
}

return { draw, onColours };
})();
