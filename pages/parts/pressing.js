// Joins the presses in the page's tables (button.press) to Python: see pressing.py. Called again when the data change.
export default function ({ data, parentElement, setTriggerValue }) {
  const page = parentElement.ownerDocument
  const hear = event => {
    const press = event.target.closest("button.press")
    if (!press) return
    parentElement.dataset.pressed = press.value
    setTriggerValue("pressed", press.value)
  }
  page.removeEventListener("click", parentElement.hear)
  page.addEventListener("click", parentElement.hear = hear)
  for (const press of page.querySelectorAll("button.press")) {
    press.setAttribute("aria-expanded", press.value === data.open)
  }
  // What a press opened comes into view; what a link or the way back opened moves nothing.
  if (data.open && parentElement.dataset.pressed === data.open) {
    [...page.querySelectorAll(data.shown)].at(-1)?.scrollIntoView({ block: "nearest" })
  }
  delete parentElement.dataset.pressed
  return () => page.removeEventListener("click", parentElement.hear)
}
