// Somebody at a browser: a context of its own, so no cookie is shared with another.
import { expect } from './expect.mjs';

export class Visitor {
  static async arrive(browser, options = {}) {
    const visitor = new Visitor();
    visitor.context = await browser.newContext({ ...options });
    visitor.context.setDefaultTimeout(15000);
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

  // At rest: a page of a site (it has an h1 or a form of WordPress), not one of the hops between.
  async rests() {
    await this.page.waitForFunction(() => document.readyState === 'complete' &&
      !/[?&]action=usersync/.test(location.href) && document.querySelector('#who, #loginform, #wpadminbar, body.wp-core-ui, body#error-page'));
  }

  // The page's own word for who is signed in; opens the site's front page first.
  async who(site, rest = '') {
    await this.opens(site.at(rest));
    return this.page.textContent('#who');
  }

  // As who(), but asks again until it is the one expected: what another site was told may take a moment.
  async becomes(site, login, within = 3000) {
    await expect.eventually(() => this.who(site), login, `who is signed in at ${site.name}`, within);
  }

  async signsIn(site, person, { from = 'wp-login.php', remember = false } = {}) {
    await this.opens(site.at(from));
    await this.page.fill('#user_login', person.login);
    await this.page.fill('#user_pass', person.password);
    if (remember) await this.page.check('#rememberme');
    await this.page.click('#wp-submit');
    await this.page.waitForFunction(() => !location.pathname.endsWith('/wp-login.php') || document.querySelector('#login_error'));
    await this.rests();
    const refused = await this.page.evaluate(() => document.querySelector('#login_error')?.textContent.trim());
    if (refused) throw new Error(`${site.name} did not sign ${person.login} in: ${refused}`);
  }

  async signsOut(site) {
    await this.opens(site.at());
    await this.page.click('a[href*="action=logout"]');
    await this.page.waitForURL(/loggedout=true|\/$/);
  }

  async cookies(site) { return this.context.cookies(site.at()); }

  async leaves() { await this.context.close(); }
}
