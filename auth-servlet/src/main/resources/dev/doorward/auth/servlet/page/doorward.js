// What the pages do beyond HTML. Without this script every page still works.
'use strict';

// Show-password buttons: hidden until now, since they do nothing without script.
for (const button of document.querySelectorAll('.reveal')) {
  const input = document.getElementById(button.getAttribute('aria-controls'));
  const shown = { text: button.textContent, label: button.getAttribute('aria-label') };
  const show = (visible) => {
    input.type = visible ? 'text' : 'password';
    button.textContent = visible ? button.dataset.hide : shown.text;
    button.setAttribute('aria-label', visible ? button.dataset.hideLabel : shown.label);
  };
  button.addEventListener('click', () => {
    show(input.type === 'password');
    input.focus();
  });
  // Sent as a password field, so that no browser keeps it among the texts it suggests.
  input.form.addEventListener('submit', () => show(false));
  button.hidden = false;
}

// Counts a new password as the server does: code points after normalisation.
for (const line of document.querySelectorAll('.count')) {
  const input = document.getElementById(line.dataset.counts);
  const minimum = Number(line.dataset.minimum);
  const spoken = document.createElement('span');
  spoken.className = 'unseen';
  spoken.setAttribute('role', 'status');
  line.after(spoken);
  line.setAttribute('aria-hidden', 'true');
  let pause;
  const update = () => {
    const count = [...input.value.normalize('NFC')].length;
    const enough = count >= minimum;
    line.textContent = (enough ? line.dataset.enough : line.dataset.below).replace('{count}', count);
    line.classList.toggle('enough', enough);
    line.hidden = count === 0;
    // Told once the typing pauses, not at every key.
    clearTimeout(pause);
    pause = setTimeout(() => { spoken.textContent = count === 0 ? '' : line.textContent; }, 1000);
  };
  input.addEventListener('input', update);
  update();
}

// Days in the reader's own zone.
for (const time of document.querySelectorAll('time[data-local]')) {
  const date = new Date(time.dateTime);
  const locale = document.documentElement.lang;
  time.textContent = new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, { dateStyle: 'long' }).format(date);
  time.title = date.toLocaleString();
}

// One click, one request. A page that comes back from the browser's memory may be sent again.
for (const form of document.forms) {
  form.addEventListener('submit', (event) => {
    if (form.dataset.sent) {
      event.preventDefault();
    } else if (!event.defaultPrevented) {
      form.dataset.sent = 'yes';
      setTimeout(() => delete form.dataset.sent, 5000);
    }
  });
}
addEventListener('pageshow', () => {
  for (const form of document.forms) delete form.dataset.sent;
});
