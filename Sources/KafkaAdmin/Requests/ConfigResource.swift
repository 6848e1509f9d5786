/// The kinds of things that have configs, as Kafka numbers them.
enum ConfigResource {
    static let topic: Int8 = 2
}
