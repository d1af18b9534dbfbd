package io.etcdbr.lookup;

import io.etcdbr.resources.Resource;
import java.util.Optional;

/** All objects of a resource, or the one of that name. */
record Target(Resource resource, Optional<String> name) {}
