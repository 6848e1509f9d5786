import FoundationEssentials
import Testing
import UTCTime

@testable import LambdaRuntime

@Suite struct MetricsTests {
    private func lines(_ record: (InvocationMetrics) -> Void) -> [String] {
        let metrics = InvocationMetrics()
        record(metrics)
        return EmbeddedMetricFormat.lines(
            metrics.snapshot(),
            namespace: "Space",
            functionName: "fn",
            at: UTCTime(millisecondsSinceEpoch: 1000)
        ).map { String(decoding: $0, as: UTF8.self) }
    }

    @Test func writesOneBlobForAnInvocation() {
        let written = lines {
            $0.add("Copied", 2)
            $0.add("Bytes", 10, .bytes)
            $0.add("Copied", 3)
            $0.dimension("Route", "a")
            $0.property("requestId", "r")
        }
        #expect(
            written == [
                #"{"_aws":{"Timestamp":1000,"CloudWatchMetrics":[{"Namespace":"Space","Dimensions":[["FunctionName","Route"]],"#
                    + #""Metrics":[{"Name":"Copied","Unit":"Count"},{"Name":"Bytes","Unit":"Bytes"}]}]},"FunctionName":"fn","#
                    + #""Route":"a","requestId":"r","Copied":5,"Bytes":10}"#
            ]
        )
    }

    @Test func aWarmInvocationIsNeverCalledACold() async throws {
        let plane = try FakeControlPlane([.init(body: "plain"), .init(body: "measure")])
        _ = await plane.run()
        #expect(!plane.log.contains { $0.contains("ColdStart") })
    }

    @Test func countsOfAThousandThingsAreOneBlob() {
        let written = lines { metrics in
            for _ in 0..<1000 { metrics.add("Copied", 1) }
        }
        #expect(written.count == 1)
        #expect(written[0].hasSuffix(#""Copied":1000}"#))
    }

    @Test func aMetricOfOneThingHasDimensionsOfItsOwn() {
        let written = lines {
            $0.add("Swept", 1)
            $0.add("Backlog", 2, .count, of: ["Table": "a.b"])
            $0.add("Backlog", 3, .count, of: ["Table": "a.c"])
            $0.add("Freshness", 60, .seconds, of: ["Table": "a.b"])
            $0.add("Table", 1, .count, of: ["Table": "a.b"])
        }
        #expect(written.count == 3)
        #expect(!written[0].contains("Table"))
        #expect(written[1].contains(#""Dimensions":[["FunctionName","Table"]]"#))
        #expect(written[1].hasSuffix(#""FunctionName":"fn","Table":"a.b","Backlog":2,"Freshness":60}"#))
        #expect(written[2].hasSuffix(#""Table":"a.c","Backlog":3}"#))
    }

    @Test func namesThatTheFormatNeedsAreRefused() {
        #expect(lines { $0.add("_aws", 1) }.isEmpty)
        #expect(lines { $0.add("FunctionName", 1) }.isEmpty)
    }

    @Test func writesNothingWithoutAMetric() {
        #expect(lines { $0.dimension("Route", "a") }.isEmpty)
        #expect(lines { $0.add("NotFinite", .nan) }.isEmpty)
        #expect(lines { $0.add("", 1) }.isEmpty)
    }

    @Test func holdsALineToAHundredMetricsAndAMetricToAHundredValues() throws {
        let written = lines { metrics in
            for index in 0..<150 { metrics.add("M\(index)", 1) }
            for value in 0..<250 { metrics.add("Long", Double(value), .milliseconds) }
        }
        struct Blob: Decodable {
            struct AWS: Decodable {
                struct Directive: Decodable {
                    struct Metric: Decodable { let Name: String }
                    let Metrics: [Metric]
                    let Dimensions: [[String]]
                }
                let CloudWatchMetrics: [Directive]
            }
            let _aws: AWS
            let Long: [Double]?
        }
        let blobs = try written.map { try JSONDecoder().decode(Blob.self, from: Data($0.utf8)) }
        #expect(blobs.count == 4)
        #expect(blobs.allSatisfy { $0._aws.CloudWatchMetrics[0].Metrics.count <= 100 })
        #expect(blobs.flatMap { $0._aws.CloudWatchMetrics[0].Metrics }.filter { $0.Name != "Long" }.count == 150)
        #expect(blobs.compactMap(\.Long).map(\.count) == [100, 100, 50])
        #expect(blobs.compactMap(\.Long).joined().reduce(0, +) == Double((0..<250).reduce(0, +)))
    }

    @Test func holdsTheDimensionsToThirty() {
        let written = lines { metrics in
            metrics.add("A", 1)
            for index in 0..<50 { metrics.dimension("D\(index)", "x") }
        }
        #expect(written.first?.components(separatedBy: #"":"x""#).count == 30)
    }

    @Test func aPropertyNeverTakesAMetricsName() {
        let written = lines {
            $0.add("A", 1)
            $0.property("A", "text")
        }
        #expect(written.first?.contains("text") == false)
    }

    @Test func theColdStartIsMarkedOnce() async throws {
        let plane = try FakeControlPlane([.init(body: "measure"), .init(body: "plain"), .init(body: "measure")])
        _ = await plane.run(ScriptedFunction.self, ["AWS_LAMBDA_FUNCTION_NAME": "deployed-name"])
        let blobs = plane.log.filter { $0.contains("_aws") }
        #expect(blobs.count == 2, "an invocation without metrics writes none")
        #expect(blobs.map { $0.contains(#""ColdStart":1"#) } == [true, false])
        #expect(
            blobs.allSatisfy {
                $0.contains(#""FunctionName":"deployed-name""#) && $0.contains(#""requestId":"request-1""#)
            }
        )
    }
}
