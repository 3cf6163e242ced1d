package dev.doorward.auth.servlet.endpoint;

import dev.doorward.auth.servlet.page.Asset;
import dev.doorward.auth.servlet.page.Assets;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/** Stylesheet, script and icon, which never change under their names. */
final class AssetEndpoint implements Endpoint {

    @Override
    public Set<String> methods() {
        return Set.of("GET");
    }

    @Override
    public void get(Exchange exchange) throws IOException, ServletException {
        Optional<Asset> asset = Assets.find(exchange.named());
        if (asset.isEmpty()) {
            exchange.problem(new Problem(404, "not_found"));
            return;
        }
        exchange.keepPublicly("max-age=31536000, immutable");
        exchange.response().setContentType(asset.get().contentType());
        exchange.response().setContentLength(asset.get().length());
        asset.get().writeTo(exchange.response().getOutputStream());
    }
}
