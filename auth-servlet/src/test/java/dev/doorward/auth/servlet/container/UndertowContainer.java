package dev.doorward.auth.servlet.container;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.undertow.Undertow;
import io.undertow.Version;
import io.undertow.server.handlers.resource.PathResourceManager;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.api.ServletContainerInitializerInfo;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

final class UndertowContainer implements Container {

    private static final Logger LOG = (Logger) LoggerFactory.getLogger("io.undertow");

    private Undertow server;
    private DeploymentManager deployment;

    @Override
    public int start(Path files, Consumer<ServletContext> application) throws Exception {
        LOG.setLevel(Level.OFF);
        ServletContainerInitializer initializer = (classes, context) -> application.accept(context);
        DeploymentInfo info = Servlets.deployment()
                .setClassLoader(getClass().getClassLoader())
                .setContextPath("/")
                .setDeploymentName("application")
                .setResourceManager(new PathResourceManager(files))
                .addServletContainerInitializer(new ServletContainerInitializerInfo(
                        initializer.getClass(), new ImmediateInstanceFactory<>(initializer), Set.of()));
        deployment = Servlets.newContainer().addDeployment(info);
        deployment.deploy();
        server = Undertow.builder()
                .addHttpListener(0, "127.0.0.1")
                .setHandler(deployment.start())
                .build();
        server.start();
        return ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
    }

    @Override
    public void close() throws Exception {
        deployment.stop();
        deployment.undeploy();
        server.stop();
    }

    @Override
    public String toString() {
        return "Undertow " + Version.getVersionString();
    }
}
