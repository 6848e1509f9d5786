/// Kafka's numbers for the kinds of resources that have configs.
enum ConfigResource {
    static let topic: Int8 = 2
}
