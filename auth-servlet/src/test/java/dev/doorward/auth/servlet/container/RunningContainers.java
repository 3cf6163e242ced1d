package dev.doorward.auth.servlet.container;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;

/** See {@link EveryContainer}. */
final class RunningContainers implements ArgumentsProvider {

    /** What the build put on the classpath, where it exchanged it. */
    private static final String VERSION = System.getProperty("containers.version", "");

    @Override
    public Stream<? extends Arguments> provideArguments(ParameterDeclarations parameters, ExtensionContext context)
            throws Exception {
        return context
                .getRoot()
                .getStore(Namespace.create(RunningContainers.class))
                .getOrComputeIfAbsent(Started.class, type -> new Started(), Started.class)
                .servers
                .stream()
                .map(Arguments::of);
    }

    /** Closed by the store in which it is, after the last test. */
    private static final class Started implements AutoCloseable {

        private final List<RunningContainer> servers = new ArrayList<>();
        private final Application application = new Application();

        Started() {
            for (String name :
                    System.getProperty("containers", "jetty,tomcat,undertow").split(",")) {
                Container container = containerOf(name);
                if (!container.toString().contains(VERSION)) {
                    throw new IllegalStateException("the classpath has " + container + " in place of " + VERSION);
                }
                servers.add(application.in(container));
            }
        }

        private static Container containerOf(String name) {
            return switch (name) {
                case "jetty" -> new JettyContainer();
                case "tomcat" -> new TomcatContainer();
                case "undertow" -> new UndertowContainer();
                default -> throw new IllegalArgumentException("no such container: " + name);
            };
        }

        @Override
        public void close() throws Exception {
            for (RunningContainer server : servers) {
                server.container().close();
            }
            application.close();
        }
    }
}
