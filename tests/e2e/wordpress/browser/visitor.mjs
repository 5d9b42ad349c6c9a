// Somebody at a browser: a context of its own, so no cookie is shared with another.
import { expect } from './expect.mjs';

export class Visitor {
  static async arrive(browser, options = {}) {
    const visitor = new Visitor();
    visitor.context = await browser.newContext({ ...options });
    visitor.context.setDefaultTimeout(30000);
    // A page that is about to leave must not be taken for where the browser came to rest.
    await visitor.context.addInitScript(() => {
      window.navigation?.addEventListener('navigate', (event) => { if (!event.destination.sameDocument && event.downloadRequest === null) window.leaving = true; });
    });
    visitor.page = await visitor.context.newPage();
    visitor.requests = [];
    visitor.context.on('request', (request) => visitor.requests.push({ method: request.method(), url: request.url(), navigation: request.isNavigationRequest() }));
    return visitor;
  }

  // Opens an address and waits until the browser has come to rest: the script of a page may have sent it through the hub.
  async opens(url) {
    try {
      await this.page.goto(url, { waitUntil: 'load' });
    } catch (error) {
      if (!/interrupted by another navigation|ERR_ABORTED/.test(error.message)) throw error;
    }
    await this.rests(url);
  }

  // At rest: a page of a site, not one of the hops between.
  async rests() {
    await this.page.waitForFunction(() => document.readyState === 'complete' && !window.leaving && !/[?&]action=usersync(&|$)/.test(location.href) &&
      document.querySelector('#who, #loginform, #wpadminbar, body.login, body.wp-core-ui, body#error-page'));
  }

  // The page's own word for who is signed in; opens the site's front page first.
  async who(site, rest = '') {
    await this.opens(site.at(rest));
    return this.page.textContent('#who');
  }

  // As who(), but asks again until it is the one expected: what another site was told may take a moment.
  async becomes(site, login, within = 30000) {
    await expect.eventually(() => this.who(site), login, `who is signed in at ${site.name}`, within);
  }

  async signsIn(site, person, { to = site.at(), remember = false } = {}) {
    await this.opens(site.at(`wp-login.php?redirect_to=${encodeURIComponent(to)}`));
    // At once: the form moves the focus to the name a moment after it is shown, in the midst of what is typed.
    await this.page.evaluate(([login, password, keep]) => {
      document.querySelector('#user_login').value = login;
      document.querySelector('#user_pass').value = password;
      document.querySelector('#rememberme').checked = keep;
      document.querySelector('#wp-submit').click();
    }, [person.login, person.password, remember]);
    await this.page.waitForFunction(() => !location.pathname.endsWith('/wp-login.php') || document.querySelector('#login_error'));
    await this.rests();
    const refused = await this.page.evaluate(() => document.querySelector('#login_error')?.textContent.trim());
    if (refused) throw new Error(`${site.name} did not sign ${person.login} in: ${refused}`);
  }

  // Signed in without the form: one request, which does what core's form does. For stories that are about what comes after.
  async isIn(site, person) {
    await this.page.goto(site.at(`?bed=sign-in&user=${person.id}`));
  }

  async signsOut(site) {
    await this.opens(site.at());
    await this.clicks('#who ~ a[href*="action=logout"]', /loggedout=true/);
  }

  async clicks(what, arrival) {
    await Promise.all([this.page.waitForURL(arrival), this.page.click(what)]);
    await this.rests();
  }

  // Plugins > Add New > Upload, and Activate.
  async installs(site, file) {
    await this.opens(site.at('wp-admin/plugin-install.php?tab=upload'));
    await this.page.setInputFiles('#pluginzip', file);
    await this.clicks('#install-plugin-submit', /action=upload-plugin/);
    await this.clicks('a:text-is("Activate Plugin")', /plugins\.php\?.*activate=true/);
  }

  // Plugins > Delete, by the link of its row, which asks before and works by script.
  async deletes(site, plugin = 'usersync') {
    await this.opens(site.at('wp-admin/plugins.php'));
    this.page.once('dialog', (dialog) => dialog.accept());
    await this.page.click(`#delete-${plugin}`);
    await this.page.waitForSelector(`tr[data-slug="${plugin}"].deleted, #${plugin}-deleted`, { state: 'attached' });
  }

  // Sends what a script of the open page would: same-origin requests, with the browser's own cookies.
  async fetches(url, options = {}) {
    return this.page.evaluate(async ([address, how]) => {
      const answer = await fetch(address, how);
      return { status: answer.status, url: answer.url, text: await answer.text() };
    }, [url, options]);
  }

  // Takes the form with a token that `url` answers with, without sending it: { action, fields, challenge }.
  async intercepts(url) {
    let caught;
    await this.page.route(/action=usersync&usersync=(callback|finish)/, async (route) => {
      if (route.request().method() !== 'POST' || caught) return route.continue();
      caught = { action: route.request().url(), fields: Object.fromEntries(new URLSearchParams(route.request().postData())) };
      await route.fulfill({ status: 200, contentType: 'text/html', body: '<p id="who">caught</p>' });
    });
    await this.page.goto(url).catch(() => {});
    await this.page.waitForFunction(() => document.querySelector('#who')?.textContent === 'caught');
    await this.page.unroute(/action=usersync&usersync=(callback|finish)/);
    const asked = this.requests.findLast((request) => /[?&]usersync=ask&/.test(request.url));
    return { ...caught, challenge: new URL(asked.url).searchParams.get('challenge') };
  }

  // Posts a form from a page of `origin`, top-level, as a site of that origin would; rests at whatever comes of it.
  async posts(origin, { action, fields }) {
    const page = `${origin}/post-a-form`;
    await this.page.route(page, (route) => route.fulfill({ status: 200, contentType: 'text/html', headers: { 'Referrer-Policy': 'strict-origin' }, body: '<p>form' }));
    await this.page.goto(page);
    await Promise.all([this.page.waitForNavigation({ waitUntil: 'commit' }), this.page.evaluate(([where, what]) => {
      const form = document.createElement('form');
      form.method = 'post';
      form.action = where;
      for (const [name, value] of Object.entries(what)) {
        const input = document.createElement('input');
        Object.assign(input, { type: 'hidden', name, value });
        form.append(input);
      }
      document.body.append(form);
      form.submit();
    }, [action, fields])]);
    await this.page.unroute(page);
    await this.page.waitForFunction(() => document.readyState === 'complete' && !window.leaving && !(document.forms[0] && /action=usersync/.test(document.forms[0].action)));
    return this.page.innerText('body');
  }

  async cookies(site) { return this.context.cookies(site.at()); }

  async leaves() { await this.context.close(); }
}
