using Ca.Core.Gost;

namespace Ca.Core.Tests.Gost;

public class StreebogTests
{
    // "Се ветри, Стрибожи внуци, веютъ с моря стрелами на храбрыя плъкы Игоревы" in Windows-1251.
    const string Igor =
        "d1e520e2e5f2f0e82c20d1f2f0e8e1eee6e820e2edf3f6e82c20e2e5fef2fa20f120eceef0ff20f1f2f0e5ebe0ece820" +
        "ede020f5f0e0e1f0fbff20efebfaeafb20c8e3eef0e5e2fb";

    static readonly string Digits = Convert.ToHexStringLower("012345678901234567890123456789012345678901234567890123456789012"u8);

    static TestCaseData[] Examples() =>
    [
        new(Digits, "9d151eefd8590b89daa6ba6cb74af9275dd051026bb149a452fd84e5e57b5500"),
        new(Digits, "1b54d01a4af5b9d5cc3d86d68d285462b19abc2475222f35c085122be4ba1ffa" +
                    "00ad30f8767b3a82384c6574f024c311e2a481332b08ef7f41797891c1646f48"),
        new(Igor, "9dd2fe4e90409e5da87f53976d7405b0c0cac628fc669a741d50063c557e8f50"),
        new(Igor, "1e88e62226bfca6f9994f1f2d51569e0daf8475a3b0fe61a5300eee46d961376" +
                  "035fe83549ada2b8620fcd7c496ce5b33f0cb9dddc2b6460143b03dabac9fb28"),
    ];

    [TestCaseSource(nameof(Examples))]
    public void The_hashes_are_those_of_RFC_6986_10(string message, string expected)
    {
        var data = Convert.FromHexString(message);

        Assert.That(Convert.ToHexStringLower(Streebog.Hash(expected.Length / 2, data)), Is.EqualTo(expected));
        Assert.That(Convert.ToHexStringLower(Streebog.Hash(expected.Length / 2, new MemoryStream(data))), Is.EqualTo(expected));
    }
}
