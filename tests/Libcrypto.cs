using System.Runtime.InteropServices;

namespace Ca.Tests;

/// <summary>OpenSSL's libcrypto with the GOST engine, in this process.</summary>
static unsafe partial class Libcrypto
{
    const string Library = "libcrypto.so.3";

    // OPENSSL_INIT_ENGINE_DYNAMIC: engines are shared objects, found by their name.
    const ulong EngineDynamic = 0x400;

    // ENGINE_METHOD_CIPHERS, _DIGESTS, _PKEY_METHS and _PKEY_ASN1_METHS.
    const uint CiphersDigestsAndKeys = 0x40 | 0x80 | 0x200 | 0x400;

    static readonly Lazy<bool> Engine = new(() =>
    {
        if (!NativeLibrary.TryLoad(Library, out _))
            return false;
        _ = OPENSSL_init_crypto(EngineDynamic, 0);
        var engine = ENGINE_by_id("gost");
        return engine != 0 && ENGINE_init(engine) == 1 && ENGINE_set_default(engine, CiphersDigestsAndKeys) == 1;
    });

    /// <summary>Whether the engine is there; Debian has it in libengine-gost-openssl.</summary>
    public static bool HasGost => Engine.Value;

    /// <summary>A hash, as OpenSSL names it.</summary>
    public static byte[] Hash(string digest, ReadOnlySpan<byte> data)
    {
        var value = new byte[64];
        fixed (byte* from = data, to = value)
        {
            uint length;
            Check(EVP_Digest(from, (nuint)data.Length, to, &length, EVP_get_digestbyname(digest), 0));
            return value[..(int)length];
        }
    }

    /// <summary>A private or a public key, ready for one kind of use.</summary>
    public sealed class Key : IDisposable
    {
        readonly nint key, context;

        Key(nint key, delegate*<nint, int> begin)
        {
            this.key = key;
            context = EVP_PKEY_CTX_new(key, 0);
            Check(key != 0 && context != 0 ? begin(context) : 0);
        }

        public static Key ToSign(ReadOnlySpan<byte> privateKeyInfo)
        {
            fixed (byte* octets = privateKeyInfo)
            {
                var at = octets;
                return new(d2i_AutoPrivateKey(0, &at, privateKeyInfo.Length), &EVP_PKEY_sign_init);
            }
        }

        public static Key ToVerify(ReadOnlySpan<byte> subjectPublicKeyInfo)
        {
            fixed (byte* octets = subjectPublicKeyInfo)
            {
                var at = octets;
                return new(d2i_PUBKEY(0, &at, subjectPublicKeyInfo.Length), &EVP_PKEY_verify_init);
            }
        }

        /// <summary>To make others of the same parameter set.</summary>
        public static Key ToGenerate(ReadOnlySpan<byte> privateKeyInfo)
        {
            fixed (byte* octets = privateKeyInfo)
            {
                var at = octets;
                return new(d2i_AutoPrivateKey(0, &at, privateKeyInfo.Length), &EVP_PKEY_keygen_init);
            }
        }

        public void Sign(ReadOnlySpan<byte> digest, Span<byte> signature)
        {
            fixed (byte* from = digest, to = signature)
            {
                var length = (nuint)signature.Length;
                Check(EVP_PKEY_sign(context, to, &length, from, (nuint)digest.Length));
            }
        }

        public bool Verifies(ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature)
        {
            fixed (byte* data = digest, of = signature)
                return EVP_PKEY_verify(context, of, (nuint)signature.Length, data, (nuint)digest.Length) == 1;
        }

        public void Generate()
        {
            nint made = 0;
            Check(EVP_PKEY_keygen(context, &made));
            EVP_PKEY_free(made);
        }

        public void Dispose()
        {
            EVP_PKEY_CTX_free(context);
            EVP_PKEY_free(key);
        }
    }

    /// <summary>Whether CMS_verify accepts a signature whose signer this anchor has certified: read, hashed, chain built, value checked.</summary>
    public static bool VerifiesCms(ReadOnlySpan<byte> signature, ReadOnlySpan<byte> anchor)
    {
        fixed (byte* cms = signature, root = anchor)
        {
            byte* at = cms, rootAt = root;
            var read = d2i_CMS_ContentInfo(0, &at, signature.Length);
            var trusted = d2i_X509(0, &rootAt, anchor.Length);
            var store = X509_STORE_new();
            _ = X509_STORE_add_cert(store, trusted);
            var good = read != 0 && CMS_verify(read, 0, store, 0, 0, CmsBinary) == 1;
            X509_STORE_free(store);
            X509_free(trusted);
            CMS_ContentInfo_free(read);
            return good;
        }
    }

    const uint CmsBinary = 0x80;

    static void Check(int result)
    {
        if (result != 1)
            throw new InvalidOperationException($"libcrypto: error {ERR_get_error():x}");
    }

    [LibraryImport(Library)]
    private static partial int OPENSSL_init_crypto(ulong options, nint settings);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint ENGINE_by_id(string id);

    [LibraryImport(Library)]
    private static partial int ENGINE_init(nint engine);

    [LibraryImport(Library)]
    private static partial int ENGINE_set_default(nint engine, uint methods);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint EVP_get_digestbyname(string name);

    [LibraryImport(Library)]
    private static partial int EVP_Digest(byte* data, nuint length, byte* value, uint* valueLength, nint type, nint engine);

    [LibraryImport(Library)]
    private static partial nint d2i_AutoPrivateKey(nint key, byte** octets, nint length);

    [LibraryImport(Library)]
    private static partial nint d2i_PUBKEY(nint key, byte** octets, nint length);

    [LibraryImport(Library)]
    private static partial nint EVP_PKEY_CTX_new(nint key, nint engine);

    [LibraryImport(Library)]
    private static partial void EVP_PKEY_CTX_free(nint context);

    [LibraryImport(Library)]
    private static partial void EVP_PKEY_free(nint key);

    [LibraryImport(Library)]
    private static partial int EVP_PKEY_sign_init(nint context);

    [LibraryImport(Library)]
    private static partial int EVP_PKEY_sign(nint context, byte* signature, nuint* length, byte* data, nuint dataLength);

    [LibraryImport(Library)]
    private static partial int EVP_PKEY_verify_init(nint context);

    [LibraryImport(Library)]
    private static partial int EVP_PKEY_verify(nint context, byte* signature, nuint length, byte* data, nuint dataLength);

    [LibraryImport(Library)]
    private static partial int EVP_PKEY_keygen_init(nint context);

    [LibraryImport(Library)]
    private static partial int EVP_PKEY_keygen(nint context, nint* key);

    [LibraryImport(Library)]
    private static partial nuint ERR_get_error();

    [LibraryImport(Library)]
    private static partial nint d2i_CMS_ContentInfo(nint into, byte** at, nint length);

    [LibraryImport(Library)]
    private static partial nint d2i_X509(nint into, byte** at, nint length);

    [LibraryImport(Library)]
    private static partial nint X509_STORE_new();

    [LibraryImport(Library)]
    private static partial int X509_STORE_add_cert(nint store, nint certificate);

    [LibraryImport(Library)]
    private static partial int CMS_verify(nint cms, nint certificates, nint store, nint content, nint output, uint flags);

    [LibraryImport(Library)]
    private static partial void X509_STORE_free(nint store);

    [LibraryImport(Library)]
    private static partial void X509_free(nint certificate);

    [LibraryImport(Library)]
    private static partial void CMS_ContentInfo_free(nint cms);
}
