// A user with a browser. Each has a separate context, so no cookies are shared.
import { PATIENCE, expect } from './expect.mjs';

export class Visitor {
  static async open(browser, options = {}) {
    const visitor = new Visitor();
    visitor.context = await browser.newContext({ ...options });
    visitor.context.setDefaultTimeout(PATIENCE);
    // Marks a page that is navigating away, so that settles() does not take it for the final page.
    await visitor.context.addInitScript(() => {
      window.navigation?.addEventListener('navigate', (event) => { if (!event.destination.sameDocument && event.downloadRequest === null) window.leaving = true; });
    });
    visitor.page = await visitor.context.newPage();
    visitor.requests = [];
    visitor.context.on('request', (request) => visitor.requests.push({ method: request.method(), url: request.url(), navigation: request.isNavigationRequest() }));
    return visitor;
  }

  // Opens a URL and waits for the final page: a script may redirect the browser through the hub.
  async opens(url) {
    try {
      await this.page.goto(url, { waitUntil: 'load' });
    } catch (error) {
      if (!/interrupted by another navigation|ERR_ABORTED/.test(error.message)) throw error;
    }
    await this.settles();
  }

  // Waits until the browser shows a page of a site, not a step of the login flow.
  async settles() {
    await this.page.waitForFunction(() => document.readyState === 'complete' && !window.leaving && !/[?&]action=usersync(&|$)/.test(location.href) &&
      document.querySelector('#who, #loginform, #wpadminbar, body.login, body.wp-core-ui, body#error-page'));
  }

  // Opens a page of the site and returns the login name it shows, or "nobody".
  async who(site, rest = '') {
    await this.opens(site.at(rest));
    return this.page.textContent('#who');
  }

  // Like who(), but repeats until `login` is shown: a logout from another site takes a moment.
  async eventuallyIs(site, login, within = PATIENCE) {
    await expect.eventually(() => this.who(site), login, `who is signed in at ${site.name}`, within);
  }

  async signsIn(site, person, { to = site.at(), remember = false } = {}) {
    await this.opens(site.at(`wp-login.php?redirect_to=${encodeURIComponent(to)}`));
    // Filled in one step: the form moves the focus shortly after it is shown, which would disturb typing.
    await this.page.evaluate(([login, password, keep]) => {
      document.querySelector('#user_login').value = login;
      document.querySelector('#user_pass').value = password;
      document.querySelector('#rememberme').checked = keep;
      document.querySelector('#wp-submit').click();
    }, [person.login, person.password, remember]);
    await this.page.waitForFunction(() => !location.pathname.endsWith('/wp-login.php') || document.querySelector('#login_error'));
    await this.settles();
    const refused = await this.page.evaluate(() => document.querySelector('#login_error')?.textContent.trim());
    if (refused) throw new Error(`${site.name} did not sign ${person.login} in: ${refused}`);
  }

  // Signs in by one request without the form, for stories that do not test the form.
  async signsInDirectly(site, person) {
    await this.page.goto(site.at(`?bed=sign-in&user=${person.id}`));
  }

  async signsOut(site) {
    await this.opens(site.at());
    await this.clicks('#who ~ a[href*="action=logout"]', /loggedout=true/);
  }

  async clicks(what, arrival) {
    await Promise.all([this.page.waitForURL(arrival), this.page.click(what)]);
    await this.settles();
  }

  // Plugins > Add New > Upload, and Activate.
  async installs(site, file) {
    await this.opens(site.at('wp-admin/plugin-install.php?tab=upload'));
    await this.page.setInputFiles('#pluginzip', file);
    await this.clicks('#install-plugin-submit', /action=upload-plugin/);
    await this.clicks('a:text-is("Activate Plugin")', /plugins\.php\?.*activate=true/);
  }

  // Plugins > Delete: the link of the row asks for confirmation and works by script.
  async deletes(site, plugin = 'usersync') {
    await this.opens(site.at('wp-admin/plugins.php'));
    this.page.once('dialog', (dialog) => dialog.accept());
    await this.page.click(`#delete-${plugin}`);
    await this.page.waitForSelector(`tr[data-slug="${plugin}"].deleted, #${plugin}-deleted`, { state: 'attached' });
  }

  // Sends a request from a script of the open page, with the browser's cookies.
  async fetches(url, options = {}) {
    return this.page.evaluate(async ([address, how]) => {
      const answer = await fetch(address, how);
      return { status: answer.status, url: answer.url, text: await answer.text() };
    }, [url, options]);
  }

  // Opens `url` and intercepts the form with the token that follows: { action, fields, challenge }.
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

  // Posts a form from a page of `origin`, top-level. Returns the text of the resulting page.
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

  async closes() { await this.context.close(); }
}
