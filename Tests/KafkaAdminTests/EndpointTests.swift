import KafkaAdmin
import Testing

@Suite struct EndpointTests {
    @Test func namesAndAddressesAreRead() {
        for text in ["b-1.example.kafka.us-east-1.amazonaws.com:9098", "127.0.0.1:1", "[::1]:65535", "kafka_1:9092"] {
            #expect(KafkaEndpoint(text)?.description == text)
        }
        #expect(KafkaEndpoint("[::1]:9092")?.host == "::1")
    }

    @Test(arguments: [
        "", ":9092", "kafka", "kafka:", "kafka:0", "kafka:65536", "kafka:-1", "kafka:+1", "kafka:99999999999999999999",
        "::1:9092", "a b:9092", "a/b:9092", "user@kafka:9092", "a#b:1", "a?b:1", "a\u{0}b:1", "kafka:90 92",
    ])
    func whatIsNoAddressIsRefused(text: String) { #expect(KafkaEndpoint(text) == nil) }
}
