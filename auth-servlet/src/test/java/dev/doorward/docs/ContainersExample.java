package dev.doorward.docs;

import dev.doorward.auth.Doorward;
import dev.doorward.auth.servlet.DoorwardFilter;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.ServletContainerInitializerInfo;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import jakarta.servlet.ServletContainerInitializer;
import java.util.Set;
import org.apache.catalina.Context;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;

final class ContainersExample {
    private ContainersExample() {}

    static void jetty(ServletContextHandler handler) {
        // docs: jetty
        handler.addEventListener(new App()); // the listener of the README
        // docs: end
    }

    static void tomcat(Context context, Doorward doorward) {
        // docs: tomcat
        context.addServletContainerInitializer(
                (classes, servlets) ->
                        DoorwardFilter.install(servlets, doorward, guards -> guards.open("/", "/public/*")),
                null);
        // docs: end
    }

    static void undertow(DeploymentInfo deployment, Doorward doorward) {
        // docs: undertow
        ServletContainerInitializer install = (classes, servlets) ->
                DoorwardFilter.install(servlets, doorward, guards -> guards.open("/", "/public/*"));
        deployment.addServletContainerInitializer(new ServletContainerInitializerInfo(
                install.getClass(), new ImmediateInstanceFactory<>(install), Set.of()));
        // docs: end
    }
}
