package io.etcdbr.job.etcd.http2;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.LinkedHashMap;
import java.util.Map;

/** HPACK (RFC 7541) by Netty's codec, which jetcd brings; one instance per connection, as the tables have memory. */
final class HeaderBlocks {

    private static final int STREAM = 1;

    private final DefaultHttp2HeadersEncoder encoder = new DefaultHttp2HeadersEncoder();
    private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);

    byte[] encode(Map<String, String> headers) throws Http2Exception {
        Http2Headers all = new DefaultHttp2Headers(false);
        headers.forEach(all::add);
        ByteBuf out = Unpooled.buffer(256);
        try {
            encoder.encodeHeaders(STREAM, all, out);
        } catch (io.netty.handler.codec.http2.Http2Exception e) {
            throw new Http2Exception("the request headers cannot be sent: " + e.getMessage());
        }
        byte[] block = new byte[out.readableBytes()];
        out.readBytes(block);
        return block;
    }

    /** Of a header given twice, the last value stands. */
    Map<String, String> decode(byte[] block) throws Http2Exception {
        Map<String, String> headers = new LinkedHashMap<>();
        try {
            decoder.decodeHeaders(STREAM, Unpooled.wrappedBuffer(block))
                    .forEach(header -> headers.put(
                            header.getKey().toString(), header.getValue().toString()));
        } catch (io.netty.handler.codec.http2.Http2Exception e) {
            throw new Http2Exception("it sent damaged headers: " + e.getMessage());
        }
        return headers;
    }
}
