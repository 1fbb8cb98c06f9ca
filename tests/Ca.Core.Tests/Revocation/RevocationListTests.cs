using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Keys;
using Ca.Core.Revocation;
using R = Ca.Core.Revocation.Revocation;

namespace Ca.Core.Tests.Revocation;

public class RevocationListTests
{
    static readonly DateTimeOffset Now = TestIssuer.Start.AddDays(10);
    static readonly RevocationReason[] Reasons = Enum.GetValues<RevocationReason>();

    string folder = "";

    [SetUp]
    public void MakeFolder() => folder = Directory.CreateTempSubdirectory("ca-crl-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(folder, recursive: true);

    [Test]
    public async Task What_is_written_is_read_again([ValueSource(nameof(Algorithms))] string algorithm)
    {
        using var issuer = TestIssuer.Make(algorithm);
        var revocations = Some(200);
        var list = RevocationList.Parse(await Write(issuer, revocations)).Expect();
        Assert.Multiple(() =>
        {
            Assert.That(list.IsSignedBy(issuer.Key.PublicKey));
            Assert.That(list.Header.Version, Is.EqualTo(2));
            Assert.That(list.Header.Issuer, Is.EqualTo(issuer.Certificate.Subject));
            Assert.That(list.Header.Number, Is.EqualTo((BigInteger)7));
            Assert.That(list.Header.ThisUpdate, Is.EqualTo(Now));
            Assert.That(list.Header.NextUpdate, Is.EqualTo(Now.AddDays(7)));
            Assert.That(list.Header.ExpiredCertificatesSince, Is.EqualTo(TestIssuer.Start));
            Assert.That(list.Header.Extensions.AuthorityKeyIdentifier!.KeyIdentifier!.Value.ToArray(), Is.EqualTo(issuer.Key.PublicKey.KeyIdentifier));
            Assert.That(list.Header.UnknownCriticalExtensions, Is.Empty);
            Assert.That(list.Entries.Select(Say), Is.EqualTo(revocations.Select(Say)));
            foreach (var revocation in revocations)
                Assert.That(Say(list.Find(issuer.Certificate.Subject, revocation.SerialNumber)!), Is.EqualTo(Say(revocation)));
            Assert.That(list.Find(issuer.Certificate.Subject, SerialNumber.Generate()), Is.Null);
            Assert.That(list.Find(DistinguishedName.Parse("CN=Another").Expect(), revocations[0].SerialNumber), Is.Null);
        });
    }

    public static IEnumerable<string> Algorithms => ["ec-p256", "rsa-2048", "ed25519", "gost2012-256-b", "gost2012-512-a"];

    [Test]
    public async Task An_empty_list_has_no_revokedCertificates()
    {
        using var issuer = TestIssuer.Make();
        var list = RevocationList.Parse(await Write(issuer, [])).Expect();
        Assert.That(list.Count, Is.Zero);
        var tbs = new AsnReader(list.TbsCertList, AsnEncodingRules.DER).ReadSequence();
        for (var i = 0; i < 5; i++) // version, algorithm, issuer and two times
            tbs.ReadEncodedValue();
        Assert.That(tbs.PeekTag(), Is.EqualTo(new Asn1Tag(TagClass.ContextSpecific, 0, isConstructed: true)));
    }

    [TestCase(2049, "17")]
    [TestCase(2050, "18")]
    public async Task Times_through_2049_are_UTCTime_and_later_ones_GeneralizedTime(int year, string tag)
    {
        using var issuer = TestIssuer.Make();
        var content = Content(issuer) with { NextUpdate = new(year, 12, 31, 23, 59, 59, TimeSpan.Zero) };
        var list = RevocationList.Parse(await Write(issuer, [], content)).Expect();
        Assert.That(list.Header.NextUpdate, Is.EqualTo(content.NextUpdate));
        var tbs = new AsnReader(list.TbsCertList, AsnEncodingRules.DER).ReadSequence();
        for (var i = 0; i < 4; i++)
            tbs.ReadEncodedValue();
        Assert.That(Convert.ToHexString(tbs.ReadEncodedValue().Span[..1]), Is.EqualTo(tag));
    }

    [Test]
    public async Task The_unspecified_reason_is_left_out()
    {
        using var issuer = TestIssuer.Make();
        var one = R.Of("x", SerialNumber.Generate(), RevocationReason.Unspecified, Now).Expect();
        var list = RevocationList.Parse(await Write(issuer, [one])).Expect();
        Assert.That(Convert.ToHexStringLower(list.Encoded.Span), Does.Not.Contain("0603551d15"));
        Assert.That(list.Entries.Single().Reason, Is.EqualTo(RevocationReason.Unspecified));
    }

    [Test]
    public async Task Entries_out_of_order_or_doubled_are_a_bug()
    {
        using var issuer = TestIssuer.Make();
        var some = Some(2);
        await Assert.ThrowsAsync<InvalidOperationException>(() => Write(issuer, [some[1], some[0]]));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Write(issuer, [some[0], some[0]]));
    }

    [Test]
    public async Task Nobody_signs_a_list_who_may_not()
    {
        using var issuer = TestIssuer.Make(usage: KeyUsages.KeyCertSign);
        using var other = TestIssuer.Make();
        Assert.That(await Refuse(Content(issuer), issuer.Key), Is.EqualTo("Revocation.no-crl-sign"));
        Assert.That(await Refuse(Content(other), issuer.Key), Is.EqualTo("Revocation.other-key"));
        Assert.That(await Refuse(Content(other) with { Number = 0 }, other.Key), Is.EqualTo("Revocation.number-out-of-range"));
        Assert.That(await Refuse(Content(other) with { Number = BigInteger.Pow(2, 159) }, other.Key), Is.EqualTo("Revocation.number-out-of-range"));
        Assert.That(await Refuse(Content(other) with { NextUpdate = Now }, other.Key), Is.EqualTo("Revocation.no-next-update"));
    }

    [Test]
    public async Task Memory_does_not_grow_with_the_list()
    {
        using var issuer = TestIssuer.Make();
        var before = GC.GetTotalAllocatedBytes();
        var peak = 0L;
        var revocations = Counted(20_000, i =>
        {
            if (i % 5_000 == 4_999)
                peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: true));
        });
        var start = GC.GetTotalMemory(forceFullCollection: true);
        await RevocationList.Write(Path.Combine(folder, "crl"), Content(issuer), revocations, issuer.Key, default);
        Assert.That(new FileInfo(Path.Combine(folder, "crl")).Length, Is.GreaterThan(700_000));
        Assert.That(peak - start, Is.LessThan(600_000), "what is alive while a million octets are written");
    }

    [Test]
    public async Task The_file_beside_is_gone_afterwards()
    {
        using var issuer = TestIssuer.Make();
        await Write(issuer, Some(3));
        Assert.That(Directory.GetFiles(folder), Has.Length.EqualTo(1));
    }

    [Test]
    public async Task A_file_says_what_the_list_in_memory_says([Values(0, 1, 5_000)] int count)
    {
        using var issuer = TestIssuer.Make();
        var list = RevocationList.Parse(await Write(issuer, Some(count))).Expect();
        using var file = RevocationListFile.Open(Path.Combine(folder, "crl")).Expect();
        Assert.Multiple(() =>
        {
            Assert.That(file.Count, Is.EqualTo(count));
            Assert.That(file.IsAscending);
            Assert.That(file.IsSignedBy(issuer.Key.PublicKey));
            Assert.That(file.Header.Number, Is.EqualTo(list.Header.Number));
            Assert.That(file.Header.Signature.ToArray(), Is.EqualTo(list.Header.Signature.ToArray()));
            Assert.That(file.Entries, Is.EqualTo(list.Entries));
        });
    }

    [Test]
    public async Task A_list_with_any_changed_octet_is_refused_or_its_signature_is_bad()
    {
        using var issuer = TestIssuer.Make();
        var bytes = await Write(issuer, Some(3));
        var path = Path.Combine(folder, "changed");
        for (var i = 0; i < bytes.Length; i++)
        {
            var changed = bytes.ToArray();
            changed[i] ^= (byte)(1 << RandomNumberGenerator.GetInt32(8));
            Assert.That(IsGood(changed, issuer.Key.PublicKey), Is.False, $"octet {i}");
            File.WriteAllBytes(path, changed);
            Assert.That(IsGoodFile(path, issuer.Key.PublicKey), Is.False, $"octet {i} in a file");
        }
        Assert.That(IsGood(bytes, issuer.Key.PublicKey));
    }

    // What others write and we do not: built by hand, unsigned.

    [Test]
    public void A_list_of_version_1_is_read()
    {
        var list = RevocationList.Parse(Foreign(version: 1, [Entry("05")], [])).Expect();
        Assert.That((list.Header.Version, list.Count, list.Header.Number), Is.EqualTo((1, 1, (BigInteger?)null)));
    }

    [Test]
    public void Entries_in_any_order_are_found()
    {
        var serials = Enumerable.Range(0, 300).Select(_ => SerialNumber.Generate().Hex).Append("05").Append("00ff").Append("ff").ToList();
        var list = RevocationList.Parse(Foreign(2, [.. serials.Select(s => Entry(s))], [])).Expect();
        foreach (var serial in serials)
            Assert.That(list.Find(list.Header.Issuer, SerialNumber.Parse(serial).Expect())?.SerialNumber.Hex, Is.EqualTo(serial));
        Assert.That(list.Find(list.Header.Issuer, SerialNumber.Parse("06").Expect()), Is.Null);
    }

    [Test]
    public void Of_entries_for_one_certificate_the_last_counts()
    {
        var list = RevocationList.Parse(Foreign(2, [Entry("05", Reason(6)), Entry("05", Reason(1))], [])).Expect();
        Assert.That(list.Find(list.Header.Issuer, SerialNumber.Parse("05").Expect())!.Reason, Is.EqualTo(RevocationReason.KeyCompromise));
    }

    [Test]
    public void In_an_indirect_list_an_issuer_goes_for_the_entries_behind_it_too()
    {
        var other = DistinguishedName.Parse("CN=Other").Expect();
        var named = new Extension(Oids.CertificateIssuer, true, Der.Write(w =>
        {
            using (w.PushSequence())
            using (w.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 4)))
                w.WriteEncodedValue(other.Encoded.Span);
        }));
        var list = RevocationList.Parse(Foreign(2, [Entry("05"), Entry("06", named), Entry("07")], [Point(indirect: true)])).Expect();
        Assert.Multiple(() =>
        {
            Assert.That(list.Header.IssuingDistributionPoint!.IsIndirect);
            Assert.That(Found(list.Header.Issuer), Is.EqualTo("05"));
            Assert.That(Found(other), Is.EqualTo("06 07"));
            Assert.That(list.Header.UnknownCriticalExtensions, Is.Empty);
        });

        string Found(DistinguishedName issuer) =>
            string.Join(' ', list.Entries.Where(e => list.Find(issuer, e.SerialNumber) is not null).Select(e => e.SerialNumber.Hex));
    }

    [Test]
    public void A_removal_in_a_delta_list_is_told_apart()
    {
        var list = RevocationList.Parse(Foreign(2, [Entry("05", Reason(8))], [new(Oids.DeltaCrlIndicator, true, Der.Write(w => w.WriteInteger(3)))])).Expect();
        Assert.That(list.Header.DeltaBase, Is.EqualTo((BigInteger)3));
        Assert.That(list.Entries.Single().IsRemoval);
    }

    [Test]
    public void Critical_extensions_that_we_do_not_know_are_named()
    {
        var list = RevocationList.Parse(Foreign(2, [Entry("05", new Extension("1.2.3", true, new byte[] { 5, 0 }))], [new("1.2.4", true, new byte[] { 5, 0 })])).Expect();
        Assert.That(list.Header.UnknownCriticalExtensions, Is.EqualTo(["1.2.4", "1.2.3"]));
        Assert.That(list.Entries.Single().UnknownCriticalExtension, Is.EqualTo("1.2.3"));
    }

    [Test]
    public void What_the_syntax_forbids_is_refused()
    {
        Extension[] none = [];
        Assert.Multiple(() =>
        {
            Assert.That(RefusesForeign(1, [], [Point(indirect: false)]), "extensions in version 1");
            Assert.That(RefusesForeign(2, [Entry("05", Reason(7))], none), "reason 7");
            Assert.That(RefusesForeign(2, [Entry("05", Reason(11))], none), "reason 11");
            Assert.That(RefusesForeign(2, [Entry("05", Reason(1), Reason(1))], none), "the same extension twice");
            Assert.That(RefusesForeign(2, [Entry("0005")], none), "a serial number not encoded minimally");
            Assert.That(RefusesForeign(2, [Entry("05"), [0x30, 0x00]], none), "an empty entry");
            Assert.That(RefusesForeign(2, [], [new(Oids.CrlNumber, false, new byte[] { 2, 1, 0x80 })]), "a negative number");
            Assert.That(RefusesForeign(2, [], [Point(false), Point(false)]), "an extension twice");
        });
    }

    [Test]
    public void PEM_is_read_too()
    {
        var der = Foreign(2, [Entry("05")], []);
        Assert.That(RevocationList.ParsePemOrDer(System.Text.Encoding.ASCII.GetBytes(Pem.Write("X509 CRL", der))).Expect().Encoded.ToArray(), Is.EqualTo(der));
    }

    // The gate

    [Test]
    public async Task The_gate_lets_a_proper_successor_through()
    {
        using var issuer = TestIssuer.Make();
        var (held, revoked) = (Some(1, RevocationReason.CertificateHold)[0], Some(3, RevocationReason.Superseded));
        using var published = await Open(issuer, "old", [.. revoked.Append(held).OrderBy(r => r.SerialNumber.Hex)], Content(issuer));
        using var next = await Open(issuer, "new", [.. revoked.Concat(Some(2)).OrderBy(r => r.SerialNumber.Hex)], Content(issuer) with { Number = 8 });
        Assert.That(next.RefuseToReplace(published, issuer.Certificate, Now.AddHours(1)), Is.Null);
        Assert.That(next.RefuseToReplace(null, issuer.Certificate, Now.AddHours(1)), Is.Null);
    }

    [TestCase(RevocationReason.Superseded, RevocationReason.KeyCompromise, null)]
    [TestCase(RevocationReason.KeyCompromise, RevocationReason.Superseded, "Revocation.entry-forgotten")]
    [TestCase(RevocationReason.Superseded, RevocationReason.CessationOfOperation, "Revocation.entry-forgotten")]
    [TestCase(RevocationReason.Superseded, RevocationReason.CertificateHold, "Revocation.entry-forgotten")]
    public async Task A_reason_may_become_worse_and_never_better(RevocationReason before, RevocationReason after, string? complaint)
    {
        using var issuer = TestIssuer.Make();
        var revoked = Some(1, before)[0];
        using var published = await Open(issuer, "old", [revoked], Content(issuer));
        var changed = R.Of("x", revoked.SerialNumber, after, revoked.RevokedAt).Expect();
        using var next = await Open(issuer, "new", [changed], Content(issuer) with { Number = 8 });
        Assert.That(next.RefuseToReplace(published, issuer.Certificate, Now.AddHours(1))?.Sentence.Key, Is.EqualTo(complaint));
    }

    [Test]
    public async Task The_gate_keeps_the_published_list_otherwise()
    {
        using var issuer = TestIssuer.Make();
        using var other = TestIssuer.Make();
        var revoked = Some(3, RevocationReason.Superseded);
        using var published = await Open(issuer, "old", revoked, Content(issuer));
        var next = Content(issuer) with { Number = 8 };

        Assert.Multiple(async () =>
        {
            Assert.That(await Why("number", issuer, revoked, next with { Number = 7 }), Is.EqualTo("Revocation.number-not-higher"));
            Assert.That(await Why("back", issuer, revoked, next with { ThisUpdate = Now.AddSeconds(-1) }), Is.EqualTo("Revocation.dated-back"));
            Assert.That(await Why("ahead", issuer, revoked, next with { ThisUpdate = Now.AddDays(1) }), Is.EqualTo("Revocation.not-in-force"));
            Assert.That(await Why("over", issuer, revoked, next with { NextUpdate = Now.AddSeconds(30) }), Is.EqualTo("Revocation.not-in-force"));
            Assert.That(await Why("gone", issuer, revoked[1..], next), Is.EqualTo("Revocation.entry-forgotten"));
            Assert.That(await Why("last", issuer, revoked[..2], next), Is.EqualTo("Revocation.entry-forgotten"));
            Assert.That(await Why("foreign", other, revoked, Content(other) with { Number = 8 }), Is.EqualTo("Revocation.not-signed-by-issuer"));
        });

        async Task<string?> Why(string name, TestIssuer signer, IReadOnlyList<R> revocations, RevocationListContent content)
        {
            using var file = await Open(signer, name, revocations, content);
            return file.RefuseToReplace(published, issuer.Certificate, Now.AddMinutes(1))?.Sentence.Key;
        }
    }

    static RevocationListContent Content(TestIssuer issuer) => new()
    {
        Issuer = issuer.Certificate,
        Number = 7,
        ThisUpdate = Now,
        NextUpdate = Now.AddDays(7),
        ExpiredCertificatesSince = TestIssuer.Start,
    };

    static R[] Some(int count, RevocationReason? reason = null) =>
    [
        .. Enumerable.Range(0, count).Select(i => R.Of(
                "x", SerialNumber.Generate(), reason ?? Reasons[i % Reasons.Length], Now.AddMinutes(-i), i % 3 == 0 ? Now.AddDays(-i - 1) : null).Expect())
            .OrderBy(r => r.SerialNumber.Hex, StringComparer.Ordinal),
    ];

    static async IAsyncEnumerable<R> Counted(int count, Action<int> step)
    {
        for (var i = 0; i < count; i++)
        {
            step(i);
            yield return R.Of("x", SerialNumber.Parse($"40{i:x30}").Expect(), RevocationReason.KeyCompromise, Now).Expect();
        }
        await Task.CompletedTask;
    }

    async Task<byte[]> Write(TestIssuer issuer, IEnumerable<R> revocations, RevocationListContent? content = null)
    {
        var path = Path.Combine(folder, "crl");
        Assert.That(await RevocationList.Write(path, content ?? Content(issuer), revocations.ToAsyncEnumerable(), issuer.Key, default), Is.Null);
        return File.ReadAllBytes(path);
    }

    async Task<string?> Refuse(RevocationListContent content, SigningKey key) =>
        (await RevocationList.Write(Path.Combine(folder, "crl"), content, AsyncEnumerable.Empty<R>(), key, default))?.Sentence.Key;

    async Task<RevocationListFile> Open(TestIssuer issuer, string name, IReadOnlyList<R> revocations, RevocationListContent content)
    {
        var path = Path.Combine(folder, name);
        Assert.That(await RevocationList.Write(path, content, revocations.ToAsyncEnumerable(), issuer.Key, default), Is.Null);
        return RevocationListFile.Open(path).Expect();
    }

    static string Say(R r) => $"{r.SerialNumber} {r.RevokedAt:u} {r.Reason} {r.InvalidityDate:u}";

    static string Say(RevocationListEntry e) => $"{e.SerialNumber} {e.RevokedAt:u} {e.Reason} {e.InvalidityDate:u}";

    static bool IsGood(byte[] bytes, PublicKey key) => !RevocationList.Parse(bytes).Refused(out _, out var list) && list.IsSignedBy(key);

    static bool IsGoodFile(string path, PublicKey key)
    {
        if (RevocationListFile.Open(path).Refused(out _, out var file))
            return false;
        using (file)
            return file.Entries.Count() == file.Count && file.IsSignedBy(key);
    }

    static bool RefusesForeign(int version, byte[][] entries, Extension[] extensions) =>
        RevocationList.Parse(Foreign(version, entries, extensions)).Refused(out var why, out _) && why.Code == RefusalCode.Malformed;

    static byte[] Foreign(int version, byte[][] entries, Extension[] extensions) => Der.Write(w =>
    {
        void Algorithm()
        {
            using (w.PushSequence())
                w.WriteObjectIdentifier(Oids.EcdsaWithSha256);
        }

        using (w.PushSequence())
        {
            using (w.PushSequence())
            {
                if (version == 2)
                    w.WriteInteger(1);
                Algorithm();
                w.WriteEncodedValue(DistinguishedName.Parse("CN=Foreign").Expect().Encoded.Span);
                w.WriteUtcTime(Now);
                if (entries.Length > 0)
                    using (w.PushSequence())
                        foreach (var entry in entries)
                            w.WriteEncodedValue(entry);
                if (extensions.Length > 0)
                    using (w.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
                        CertificateExtensions.Write(w, extensions);
            }
            Algorithm();
            w.WriteBitString([1]);
        }
    });

    static byte[] Entry(string serial, params Extension[] extensions)
    {
        byte[] number = [2, (byte)(serial.Length / 2), .. Convert.FromHexString(serial)];
        byte[] rest = Der.Write(w =>
        {
            w.WriteUtcTime(Now);
            if (extensions.Length > 0)
                CertificateExtensions.Write(w, extensions);
        });
        return [.. Der.Header(0x30, number.Length + rest.Length), .. number, .. rest];
    }

    static Extension Reason(byte reason) => new(Oids.ReasonCode, false, new byte[] { 0x0A, 1, reason });

    static Extension Point(bool indirect) => new(Oids.IssuingDistributionPoint, true, Der.Write(w =>
    {
        using (w.PushSequence())
            if (indirect)
                w.WriteBoolean(true, new Asn1Tag(TagClass.ContextSpecific, 4));
            else
                w.WriteBoolean(true, new Asn1Tag(TagClass.ContextSpecific, 1));
    }));
}
