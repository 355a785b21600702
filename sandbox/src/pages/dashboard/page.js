// Keeps the page up to date, sends its forms without leaving it, and copies values. The page works without this script.

const { copied, live, lost } = document.body.dataset;
const follows = document.getElementById('follows');
document.documentElement.classList.add('scripted');

/** The sentences about new rows that were announced before. */
const announced = new Set(newsOf(document));

function newsOf(page) {
  return [...page.querySelectorAll('[data-news]')].map(row => row.dataset.news);
}

/** Lets a screen reader say what has arrived. */
function announce() {
  const fresh = newsOf(document).filter(news => !announced.has(news));
  if (fresh.length) document.getElementById('news').textContent = fresh[0];
  for (const news of fresh) announced.add(news);
}

/** Replaces a part of the page by that of a newer page. What was opened stays open, and the focus stays in the section. */
function replace(part, newer) {
  if (part.innerHTML === newer.innerHTML) return;
  const open = [...part.querySelectorAll('details[open][id]')].map(details => details.id);
  const section = part.contains(document.activeElement) && part.closest('section');
  part.replaceChildren(...newer.childNodes);
  for (const id of open) document.getElementById(id)?.setAttribute('open', '');
  if (section) section.focus({ preventScroll: true });
}

async function read(answer) {
  return new DOMParser().parseFromString(await answer.text(), 'text/html');
}

// A click on something that is replaced between press and release would be lost.
let released = Promise.resolve();
document.addEventListener('pointerdown', () => {
  released = new Promise(resolve => {
    // The click comes after the release, in the same task.
    for (const end of ['pointerup', 'pointercancel']) {
      document.addEventListener(end, () => setTimeout(resolve), { once: true });
    }
  });
});

/** Asks for the page again, and takes over what changes by itself. Forms stay as they are filled in. */
async function update() {
  const page = await read(await fetch(location.href));
  await released;
  for (const part of document.querySelectorAll('.live')) {
    const newer = page.getElementById(part.id);
    if (newer) replace(part, newer);
  }
  announce();
}

// One update at a time; a change that comes meanwhile causes one more.
let updating = false;
let outdated = false;

async function keepUpToDate() {
  outdated = true;
  if (updating) return;
  updating = true;
  while (outdated) {
    outdated = false;
    await update().catch(() => {});
  }
  updating = false;
}

const changes = new EventSource('/sandbox/changes');
changes.onmessage = keepUpToDate;
changes.onopen = () => {
  follows.textContent = live;
  keepUpToDate();
};
changes.onerror = () => {
  follows.textContent = lost;
};

// The clock goes on between two updates. Its time is that of the moment in which the page was made.
let clock;
setInterval(() => {
  const time = document.querySelector('#clock-time time');
  if (clock?.time !== time) clock = { time, start: Date.parse(time.dateTime) - performance.now() };
  time.textContent = new Date(clock.start + performance.now()).toISOString().slice(0, 19).replace('T', ' ');
}, 1000);

document.addEventListener('submit', async event => {
  const form = event.target;
  if (form.method !== 'post') return;
  event.preventDefault();
  const body = new URLSearchParams(new FormData(form, event.submitter));
  const answer = await fetch(location.href, { method: 'POST', body }).catch(() => null);
  if (!answer) {
    follows.textContent = lost;
    return;
  }
  const page = await read(answer);
  // A refused form says why, and keeps what was filled in.
  document.querySelector('.alert')?.remove();
  const alert = page.querySelector('.alert');
  if (alert) {
    document.getElementById('content').prepend(alert);
    alert.scrollIntoView({ block: 'nearest' });
  } else if (form.closest('#user')) {
    location.assign(`${answer.url}#users`);
  }
  await keepUpToDate();
});

document.addEventListener('click', async event => {
  const button = event.target.closest('[data-copy]');
  if (!button) return;
  const label = button.textContent;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = copied;
    document.getElementById('news').textContent = copied;
    setTimeout(() => {
      button.textContent = label;
    }, 1500);
  } catch {
    // Browsers give the clipboard to pages of this machine only. The value is selected instead.
    const value = button.parentElement.querySelector('code, pre');
    if (value) getSelection().selectAllChildren(value);
  }
});
