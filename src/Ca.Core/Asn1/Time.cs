using System.Formats.Asn1;

namespace Ca.Core.Asn1;

/// <summary>The Time of certificates and CRLs: UTCTime through 2049, GeneralizedTime from 2050, whole seconds, in UTC (RFC 5280 §4.1.2.5).</summary>
static class Time
{
    const int LastYearOfUtcTime = 2049;

    /// <summary>
    /// Reads either form, with seconds, without a fraction, ending in Z. A year before 2050 in GeneralizedTime is read, though no one
    /// should write it: RFC 5280 §6 takes either, and NIST's path suite (PKITS 4.2.4) asks for it.
    /// </summary>
    public static DateTimeOffset Read(AsnReader reader) => reader.PeekTag().HasSameClassAndValue(Asn1Tag.UtcTime)
        ? reader.ReadUtcTime(LastYearOfUtcTime)
        : ReadGeneralized(reader);

    /// <summary>
    /// Reads GeneralizedTime in whole seconds (RFC 5280 §4.1.2.5.2): <c>YYYYMMDDHHMMSSZ</c> and nothing else. The year 0000, which some
    /// write for "always", is before the first moment that the platform has, and is read as that.
    /// </summary>
    public static DateTimeOffset ReadGeneralized(AsnReader reader, Asn1Tag? tag = null)
    {
        var contents = reader.PeekContentBytes();
        if (contents.Length != "YYYYMMDDHHMMSSZ".Length)
            throw new AsnContentException();
        if (!contents.Span.StartsWith("0000"u8))
            return reader.ReadGeneralizedTime(tag);
        var leapYear = reader.ReadEncodedValue().ToArray();
        leapYear[^12] = (byte)'4';
        new AsnReader(leapYear, AsnEncodingRules.DER).ReadGeneralizedTime(tag);
        return DateTimeOffset.MinValue;
    }

    /// <summary>The same, at the start of a span.</summary>
    public static DateTimeOffset Read(ReadOnlySpan<byte> at, out int read) => at is [(byte)UniversalTagNumber.UtcTime, ..]
        ? AsnDecoder.ReadUtcTime(at, AsnEncodingRules.DER, out read, LastYearOfUtcTime)
        : ReadGeneralizedTime(at, out read);

    /// <summary>Writes the form that the year asks for; a fraction of a second is dropped.</summary>
    public static void Write(AsnWriter writer, DateTimeOffset moment)
    {
        if (moment.ToUniversalTime().Year <= LastYearOfUtcTime)
            writer.WriteUtcTime(moment, LastYearOfUtcTime);
        else
            writer.WriteGeneralizedTime(moment, omitFractionalSeconds: true);
    }

    static DateTimeOffset ReadGeneralizedTime(ReadOnlySpan<byte> at, out int read)
    {
        var moment = AsnDecoder.ReadGeneralizedTime(at, AsnEncodingRules.DER, out read);
        return read == 2 + "YYYYMMDDHHMMSSZ".Length ? moment : throw new AsnContentException();
    }
}
