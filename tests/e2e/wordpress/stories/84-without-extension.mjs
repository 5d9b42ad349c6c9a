import { execFileSync } from 'node:child_process';
import path from 'node:path';

export const title = 'Where PHP lacks the extension, the plugin says so to administrators and does nothing; once it is loaded, all is there';
export const alone = 'zulu';

export default async ({ zulu, bed, id, arrives, cookies, expect }) => {
  const file = execFileSync('bin/plugin-zip', [path.join(bed, `plugin-${cookies}-bare.zip`)], { encoding: 'utf8' }).trim();
  const page = async (url = zulu.at('?bed=queries')) => {
    const answer = await fetch(url, { redirect: 'manual', headers: { 'User-Agent': 'Mozilla/5.0 story' } });
    return [answer.status, ...[answer.headers.get('set-cookie')].filter(Boolean), `cache-control: ${answer.headers.get('cache-control')}`, ...(await answer.text()).split('\n')];
  };
  const settled = async () => { // The first views of a new site store what core keeps between views.
    let last;
    await expect.eventually(async () => JSON.stringify(await page()) === JSON.stringify(last = await page()), true, 'two views of the front page are the same');
    return last;
  };
  // What the plugin would keep: everything by its name, but for the list of active plugins.
  const kept = () => zulu.php(`global $wpdb;
    return array_merge($wpdb->get_col("SELECT option_name FROM wp_options WHERE option_name LIKE '%usersync%'"), $wpdb->get_col("SELECT meta_key FROM wp_usermeta WHERE meta_key LIKE '%usersync%'"),
      $wpdb->get_col("SHOW TABLES LIKE '%usersync%'"), array_filter(array_keys(array_merge(...array_values(array_filter(_get_cron_array(), 'is_array')))), static fn ($hook) => str_contains($hook, 'usersync')));`);
  zulu.bare();
  try {
    expect.equal(await zulu.php('return extension_loaded("usersync");'), false, 'whether PHP has the extension');
    const boss = await arrives();
    await boss.isIn(zulu, await zulu.person(`${id}-boss`, { role: 'administrator', verified: false }));
    await boss.installs(zulu, file);
    await boss.opens(zulu.at('wp-admin/index.php'));
    expect.match(await boss.page.innerText('.notice-error'), /its PHP extension is not loaded/, 'what an administrator is told');
    expect.equal(await boss.page.locator('#adminmenu a[href*="usersync"]').count(), 0, 'screens in the menu');

    // Visitors notice nothing, the database neither.
    const active = await settled();
    expect.equal((await page(zulu.at('?rest_route=/usersync/v1/logout')))[0], 404, 'the door for logouts');
    expect.equal((await page(zulu.at('wp-login.php?action=usersync&usersync=start&to=/')))[0], 200, 'the door for logins: core knows no such action and shows its form');
    const person = await zulu.person(id, { verified: false });
    const visitor = await arrives();
    await visitor.signsIn(zulu, person);
    expect.equal(await visitor.who(zulu), id, 'who signs in');
    expect.lacks(await visitor.page.innerText('body'), 'UserSync', 'what he is told');
    const names = (await visitor.cookies(zulu)).map(({ name }) => name).filter((name) => !/^(wordpress_|wp-settings-|wp_lang)/.test(name));
    expect.equal(names, [], 'cookies that are not core\'s');
    await visitor.signsOut(zulu);
    expect.equal(await visitor.who(zulu), 'nobody', 'who has signed out');
    expect.equal(await kept(), [], 'what is kept in the database');

    await boss.opens(zulu.at('wp-admin/plugins.php'));
    await boss.clicks('#deactivate-usersync', /plugins\.php\?deactivate=true/);
    const inactive = await settled();
    expect.equal(active.filter((line, n) => line !== inactive[n]), inactive.filter((line, n) => line !== active[n]), 'lines of the front page that differ with the plugin, and its number of queries');
    await boss.clicks('#activate-usersync', /plugins\.php\?activate=true/);
    expect.match(await boss.page.innerText('#wpbody-content'), /its PHP extension is not loaded/, 'what an administrator is told again');

    zulu.bare(false);
    await boss.opens(zulu.at('wp-admin/plugins.php'));
    expect.lacks(await boss.page.innerText('#wpbody-content'), 'its PHP extension is not loaded', 'what an administrator is told with the extension');
    expect.equal(await zulu.php('return wp_load_alloptions()["usersync_settings"] ?? null;'), 'a:0:{}', 'settings, which are loaded with every page from now on');
    await boss.opens(zulu.at('wp-admin/admin.php?page=usersync'));
    await boss.page.fill('#usersync-name', 'later');
    await boss.clicks('button:has-text("Make it"), input[value="Make it"]', /page=usersync/);
    expect.equal(await zulu.php('return [ini_get("session.save_handler"), array_keys(UserSync\\Plugin\\Network\\NetworkStore::all())];'), ['usersync', ['later']], 'the handler in force, and the network that was made');
    await visitor.signsIn(zulu, person);
    expect.equal(await zulu.php('return count(usersync_session_list((string) $with["id"]));', person), 1, 'logins known of him');

    // And taken away again: what was stored waits.
    zulu.bare();
    expect.equal((await page())[0], 200, 'the front page without the extension');
    await boss.opens(zulu.at('wp-admin/plugins.php'));
    await boss.clicks('#deactivate-usersync', /plugins\.php\?deactivate=true/);
    await boss.deletes(zulu);
    const left = await kept();
    expect.truth(left.includes('usersync_networks'), `what was stored is kept: ${left}`);
    expect.equal(left.filter((name) => /^usersync_(health|deliver|collect)$/.test(name)), [], 'what cron still plans');
  } finally {
    zulu.bare(false);
    await zulu.php(`define('USERSYNC_REMOVE_DATA', true);
      deactivate_plugins('usersync/usersync.php');
      if (file_exists(WP_PLUGIN_DIR . '/usersync')) return delete_plugins(['usersync/usersync.php']);
      define('WP_UNINSTALL_PLUGIN', 'usersync/usersync.php');
      require $with['file'];
      return true;`, { file: path.resolve('wordpress/usersync/uninstall.php') });
  }
};
