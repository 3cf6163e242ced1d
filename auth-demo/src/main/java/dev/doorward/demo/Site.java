package dev.doorward.demo;

import dev.doorward.auth.Settings;
import dev.doorward.auth.servlet.page.Assets;

/**
 * What a page needs to know about where it stands, whoever asks for it.
 *
 * @param name the application's name
 * @param path the context path: empty at the root, else like {@code /shop}
 * @param auth where the account system's pages are: {@code /shop/auth}
 */
record Site(String name, String path, String auth) {
    static Site of(Settings settings) {
        return new Site(settings.appName(), settings.contextPath(), settings.contextPath() + settings.prefix());
    }

    /** The stylesheet and the icon of the library's pages, which these share. */
    Assets assets() {
        return Assets.under(auth);
    }
}
