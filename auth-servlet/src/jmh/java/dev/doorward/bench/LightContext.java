package dev.doorward.bench;

import jakarta.servlet.ServletContext;
import java.lang.reflect.Proxy;

/** A context in which no servlet is registered by a class of its own. */
final class LightContext {
    static final ServletContext INSTANCE = (ServletContext) Proxy.newProxyInstance(
            LightContext.class.getClassLoader(),
            new Class<?>[] {ServletContext.class},
            (proxy, method, arguments) -> null);

    private LightContext() {}
}
