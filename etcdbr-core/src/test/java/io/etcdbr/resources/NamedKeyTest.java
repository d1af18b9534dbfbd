package io.etcdbr.resources;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.resources.NamedKey.Kind;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamedKeyTest {
    private static final StorageKeys KEYS = new StorageKeys(ResourceTable.builtIn());

    @ParameterizedTest
    @CsvSource(emptyValue = "", textBlock = """
            /registry/pods/shop/web-0                                     , BUILT_IN , pods                            , shop       , web-0
            /registry/minions/cp1                                         , BUILT_IN , nodes                           , ''         , cp1
            /registry/services/specs/shop/web                             , BUILT_IN , services                        , shop       , web
            /registry/apiregistration.k8s.io/apiservices/v1.apps          , BUILT_IN , apiservices.apiregistration.k8s.io, ''       , v1.apps
            /registry/masterleases/10.0.0.1                               , INTERNAL , masterleases                    , ''         , 10.0.0.1
            /registry/stable.example.com/crontabs/shop/nightly            , CUSTOM   , crontabs.stable.example.com     , shop       , nightly
            /registry/cilium.io/ciliumnodes/cp1                           , CUSTOM   , ciliumnodes.cilium.io           , ''         , cp1
            /registry/gateway.networking.k8s.io/gateways/shop/main        , CUSTOM   , gateways.gateway.networking.k8s.io, shop     , main
            /registry/stable.example.com/crontabs/a/b/c                   , OTHER    , stable.example.com/crontabs     , ''         , a/b/c
            /registry/stable.example.com/crontabs/a/                      , OTHER    , stable.example.com/crontabs     , ''         , a/
            /registry/pods/only-one-segment                               , OTHER    , pods                            , ''         , only-one-segment
            /registry/health                                              , OTHER    , health                          , ''         , ''
            /registry/                                                    , OTHER    , ''                              , ''         , ''
            compact_rev_key                                               , FOREIGN  , compact_rev_key                 , ''         , ''
            /calico/ipam/v2/host                                          , FOREIGN  , /calico/                        , ''         , ipam/v2/host
            /registrypods/a/b                                             , FOREIGN  , /registrypods/                  , ''         , a/b
            /registry                                                     , FOREIGN  , /registry                       , ''         , ''
            """)
    void aKeyIsNamedByItsShapeAlone(String key, Kind kind, String resource, String namespace, String name) {
        assertThat(NamedKey.of(KEYS, key)).isEqualTo(new NamedKey(kind, resource, namespace, name));
    }

    @Property(tries = 500)
    void everyKeyHasAName(@ForAll String rest) {
        for (String key :
                new String[] {rest, "/registry/" + rest, "/registry/a.b/c/" + rest, "/registry/pods/" + rest}) {
            assertThat(NamedKey.of(KEYS, key)).isNotNull();
        }
    }
}
