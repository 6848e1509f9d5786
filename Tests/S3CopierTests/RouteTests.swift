import LambdaRuntime
import Testing

@testable import S3Copier

@Suite struct RouteTests {
    @Test func aTargetBucketAloneTakesEverything() throws {
        let settings = try CopierSettings(["TARGET_BUCKET": "example-target"])
        #expect(settings.routes == [CopyRoute(targetBucket: "example-target")])
        #expect(settings.concurrency == 64)
        #expect(settings.routes[0].matches(bucket: "any", key: "any"))
    }

    @Test func readsARouteTable() throws {
        let table =
            #"[{"sourceBucket":"src","prefix":"in/","suffix":".csv","targetBucket":"dst","targetKey":"lake/{basename}"},{"targetBucket":"rest"}]"#
        let routes = try CopierSettings(["COPY_ROUTES": table, "TARGET_BUCKET": ""]).routes
        #expect(routes.count == 2)
        #expect(routes[0].matches(bucket: "src", key: "in/a.csv"))
        #expect(!routes[0].matches(bucket: "src", key: "in/a.tsv"))
        #expect(!routes[0].matches(bucket: "src", key: "out/a.csv"))
        #expect(!routes[0].matches(bucket: "other", key: "in/a.csv"))
        #expect(routes[0].targetKey.key(for: "in/x/a.csv") == "lake/a.csv")
    }

    @Test func comparesBytesNotCharacters() {
        let route = CopyRoute(prefix: "caf\u{E9}", targetBucket: "dst")
        #expect(route.matches(bucket: "src", key: "caf\u{E9}/1"))
        #expect(!route.matches(bucket: "src", key: "cafe\u{301}/1"))
    }

    @Test(arguments: [
        ([:], "TARGET_BUCKET is not set"),
        (["TARGET_BUCKET": "Bad_Bucket"], "a bucket name"),
        (["TARGET_BUCKET": "a-bucket", "COPY_ROUTES": "[]"], "only one of"),
        (["COPY_ROUTES": "nonsense"], "a JSON list"),
        (["COPY_ROUTES": "[]"], "at least one route"),
        (["COPY_ROUTES": #"[{"targetBucket":7}]"#], "a JSON list"),
        (["COPY_ROUTES": #"[{"targetBucket":"dst"},{"prefix":"x"}]"#], #"route 2 to have a "targetBucket""#),
        (["COPY_ROUTES": #"[{"targetBucket":"dst","prefx":"x"}]"#], #"route 1 not to have a field "prefx""#),
        (["COPY_ROUTES": #"[{"targetBucket":"D"}]"#], #"route 1 to have a bucket name as "targetBucket", not "D""#),
        (["COPY_ROUTES": #"[{"targetBucket":"dst","sourceBucket":"dst"}]"#], "different buckets"),
        (["COPY_ROUTES": #"[{"targetBucket":"dst","targetKey":"{kye}"}]"#], #"route 1 to have a "targetKey""#),
        (["TARGET_BUCKET": "a-bucket", "COPY_CONCURRENCY": "0"], "COPY_CONCURRENCY"),
        (["TARGET_BUCKET": "a-bucket", "ON_SOURCE_GONE": "drop"], "one of ack, dlq"),
        (
            [
                "COPY_ROUTES":
                    #"[{"sourceBucket":"aaa","targetBucket":"bbb"},{"sourceBucket":"bbb","targetBucket":"ccc"},"#
                    + #"{"sourceBucket":"ccc","targetBucket":"aaa"}]"#
            ], "aaa → bbb → ccc → aaa"
        ),
    ])
    func aBadSettingIsNamedWithRouteAndField(variables: [String: String], words: String) {
        let error = #expect(throws: SettingError.self) { try CopierSettings(Environment(variables)) }
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }

    @Test(arguments: [
        ("{key}", "a/b.csv.gz", "a/b.csv.gz"), ("copy/{key}", "a//b", "copy/a//b"),
        ("{basename}", "a/b/c.txt", "c.txt"),
        ("{basename}", "top", "top"), ("{ext}/{key}", "a/b.CSV", "CSV/a/b.CSV"),
        ("x-{ext}/{basename}", "a.b/c", "x-/c"),
        ("{basename}", "dir/", ""), ("{basename}", "a/\u{301}x", "\u{301}x"),
    ])
    func makesKeys(template: String, source: String, key: String) throws {
        #expect(Array(try #require(KeyTemplate(template)).key(for: source).utf8) == Array(key.utf8))
    }

    @Test(arguments: ["", "fixed", "{ext}", "{key", "{}", "{Key}", "a{b}c{key}"])
    func refusesTemplatesThatLoseTheKey(template: String) { #expect(KeyTemplate(template) == nil) }
}
