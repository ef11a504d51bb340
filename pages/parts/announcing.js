// Says in a live region what the first heading below the title says, when a change of the page changed it: see
// announcing.py. What stood there when the page was opened is read as part of it, and not said again.
export default function ({ parentElement }) {
  const page = parentElement.ownerDocument
  const region = page.createElement("div")
  region.className = "unseen"
  region.setAttribute("role", "status")
  parentElement.append(region)
  const finding = () => page.querySelector(".stMain h2")?.innerText.trim()
  let said = finding(), waiting
  const heard = new MutationObserver(() => {
    clearTimeout(waiting)
    waiting = setTimeout(() => {
      const now = finding()
      if (now && said && now !== said) region.textContent = now
      said = now || said
    }, 250) // drawing a page takes several steps
  })
  heard.observe(page.querySelector(".stMain"), { subtree: true, childList: true, characterData: true })
  return () => {
    heard.disconnect()
    clearTimeout(waiting)
    region.remove()
  }
}
