package dev.doorward.auth.servlet.container;

import jakarta.servlet.ServletContext;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.servlets.DefaultServlet;
import org.apache.catalina.startup.ContextConfig;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.util.ServerInfo;

final class TomcatContainer implements Container, WebApplication {

    /** Kept, because the logging framework forgets a logger that nobody holds, and its level with it. */
    private static final Logger LOG = Logger.getLogger("org.apache");

    private final Tomcat tomcat = new Tomcat();

    @Override
    public int start(Path files, Consumer<ServletContext> application) throws Exception {
        Connector connector = listen(files);
        Context context = tomcat.addContext("", files.toString());
        serveFiles(context);
        context.addServletContainerInitializer((classes, servlets) -> application.accept(servlets), null);
        tomcat.start();
        return connector.getLocalPort();
    }

    @Override
    public int start(Path directory) throws Exception {
        Connector connector = listen(directory);
        ContextConfig config = new ContextConfig();
        config.setDefaultWebXml(tomcat.noDefaultWebXmlPath()); // which has JSP, and that is not here
        Context context = new StandardContext();
        context.setPath("");
        context.setDocBase(directory.toString());
        context.addLifecycleListener(config);
        serveFiles(context);
        tomcat.getHost().addChild(context);
        tomcat.start();
        return connector.getLocalPort();
    }

    private static void serveFiles(Context context) {
        Tomcat.addServlet(context, "default", new DefaultServlet());
        context.addServletMappingDecoded("/", "default");
    }

    private Connector listen(Path files) {
        LOG.setLevel(Level.OFF);
        tomcat.setBaseDir(files.resolveSibling("tomcat").toString());
        Connector connector = new Connector();
        connector.setProperty("address", "127.0.0.1");
        connector.setPort(0);
        tomcat.setConnector(connector);
        return connector;
    }

    @Override
    public void close() throws Exception {
        tomcat.stop();
        tomcat.destroy();
    }

    @Override
    public String toString() {
        return ServerInfo.getServerInfo();
    }
}
