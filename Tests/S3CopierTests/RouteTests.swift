import AWSS3
import LambdaRuntime
import Testing
import UTCTime

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
        #expect(routes[0].targetKey.key(for: "in/x/a.csv", in: "src", date: nil) == "lake/a.csv")
    }

    @Test func aRouteSaysHowTheCopyIsKept() throws {
        let table =
            #"[{"targetBucket":"dst","minSize":1,"maxSize":9,"tags":{"b":"2","a":"1"},"storageClass":"GLACIER_IR","#
            + #""kmsKey":"arn:aws:kms:eu-west-1:123456789012:key/k","requesterPays":true,"sourceOwner":"123456789012","#
            + #""targetOwner":"210987654321"}]"#
        let route = try #require(try CopierSettings(["COPY_ROUTES": table]).routes.first)
        #expect(route.filter.sizes == 1...9)
        #expect(route.filter.tags == [S3Tag(key: "a", value: "1"), S3Tag(key: "b", value: "2")])
        #expect(route.storageClass == "GLACIER_IR")
        #expect(route.encryption == .kms(key: "arn:aws:kms:eu-west-1:123456789012:key/k"))
        #expect(route.paysRequester)
        #expect(route.sourceOwner == "123456789012")
        #expect(route.targetOwner == "210987654321")
    }

    @Test(arguments: [
        (#""storageClass":"COLD""#, #"one of STANDARD"#), (#""encryption":"SSE-KMS""#, #"a "kmsKey""#),
        (#""encryption":"SSE-S3","kmsKey":"k""#, #"not to have a "kmsKey""#), (#""minSize":9,"maxSize":1"#, "not over"),
        (#""minSize":"1""#, #"a number of bytes as "minSize""#), (#""tags":{}"#, #"as "tags""#),
        (#""requesterPays":"yes""#, #"true or false as "requesterPays""#),
        (#""sourceOwner":"somebody""#, "the 12 digits of an account"),
    ])
    func aBadFieldIsNamed(field: String, words: String) {
        let table = "[{\"targetBucket\":\"dst\",\(field)}]"
        let error = #expect(throws: SettingError.self) { try CopierSettings(["COPY_ROUTES": table]) }
        #expect(error?.description.contains("route 1") == true)
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }

    @Test(arguments: [
        (["STATE_TABLE": "t"], "QUEUE_URL"), (["CRAWLER_NAME": "c"], "STATE_TABLE"),
        (["PART_SIZE": "1000"], "PART_SIZE"),
        (["MULTIPART_THRESHOLD": "6000000000"], "MULTIPART_THRESHOLD"), (["ON_ARCHIVED": "thaw"], "one of"),
        (["MIRROR_DELETES": "true"], "none, markers"), (["RESTORE_TIER": "Fast"], "RESTORE_TIER"),
        (["CRAWLER_DELAY": "901"], "CRAWLER_DELAY"),
    ])
    func aBadSettingOfAPartIsNamed(variables: [String: String], words: String) {
        var all = variables
        all["TARGET_BUCKET"] = "example-target"
        let error = #expect(throws: SettingError.self) { try CopierSettings(Environment(all)) }
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }

    @Test func comparesBytesNotCharacters() {
        var route = CopyRoute(targetBucket: "dst")
        route.prefix = "caf\u{E9}"
        #expect(route.matches(bucket: "src", key: "caf\u{E9}/1"))
        #expect(!route.matches(bucket: "src", key: "cafe\u{301}/1"))
    }

    @Test(arguments: [
        ([:], "TARGET_BUCKET is not set"),
        (["TARGET_BUCKET": "Bad_Bucket"], "a bucket name"),
        (["TARGET_BUCKET": "a-bucket", "COPY_ROUTES": "[]"], "only one of"),
        (["COPY_ROUTES": "nonsense"], "a JSON list"),
        (["COPY_ROUTES": "[]"], "at least one route"),
        (["COPY_ROUTES": #"[{"targetBucket":7}]"#], #"route 1 to have text as "targetBucket""#),
        (["COPY_ROUTES": #"[{"targetBucket":[]}]"#], "a JSON list"),
        (["COPY_ROUTES": #"[{"targetBucket":"dst"},{"prefix":"x"}]"#], #"route 2 to have a "targetBucket""#),
        (["COPY_ROUTES": #"[{"targetBucket":"dst","prefx":"x"}]"#], #"route 1 not to have a field "prefx""#),
        (["COPY_ROUTES": #"[{"targetBucket":"D"}]"#], #"route 1 to have a bucket name as "targetBucket", not "D""#),
        (["COPY_ROUTES": #"[{"targetBucket":"dst","sourceBucket":"dst"}]"#], "different buckets"),
        (["COPY_ROUTES": #"[{"targetBucket":"dst","targetKey":"{kye}"}]"#], #"route 1 to have a "targetKey""#),
        (["TARGET_BUCKET": "a-bucket", "COPY_CONCURRENCY": "0"], "COPY_CONCURRENCY"),
        (["TARGET_BUCKET": "a-bucket", "ON_SOURCE_GONE": "drop"], "one of ack, retry, dlq"),
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
        let made = try #require(KeyTemplate(template)).key(for: source, in: "src", date: nil)
        #expect(Array(made.utf8) == Array(key.utf8))
    }

    @Test(arguments: [
        ("dt={date:yyyy-MM-dd}/{basename}", "dt=2026-03-09/a.csv"),
        ("{date:yyyy/MM/dd/HH}/{key}", "2026/03/09/07/x/a.csv"),
        ("{date:HHmmss}-{basename}", "070508-a.csv"), ("{bucket}/{key}", "src/x/a.csv"),
    ])
    func makesKeysOfTheMomentTheSourceWasWritten(template: String, key: String) throws {
        let date = try #require(UTCTime(iso8601: "2026-03-09T07:05:08.123Z"))
        #expect(try #require(KeyTemplate(template)).key(for: "x/a.csv", in: "src", date: date) == key)
    }

    @Test(arguments: ["", "fixed", "{ext}", "{key", "{}", "{Key}", "a{b}c{key}", "{date:}{key}", "{date:x}{key}"])
    func refusesTemplatesThatLoseTheKey(template: String) { #expect(KeyTemplate(template) == nil) }
}
