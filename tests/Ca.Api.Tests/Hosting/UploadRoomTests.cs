using System.Net;
using Ca.Api.Hosting;

namespace Ca.Api.Tests.Hosting;

public class UploadRoomTests
{
    const long Large = 60_000_000;

    static readonly IPAddress One = IPAddress.Parse("192.0.2.1");
    static readonly IPAddress Other = IPAddress.Parse("192.0.2.2");

    [Test]
    public void One_address_takes_its_share_and_leaves_the_others_theirs()
    {
        var room = new UploadRoom(total: 10, perAddress: 3, octets: 10 * Large);
        Assert.That(Enumerable.Range(0, 5).Count(_ => room.TryEnter(One, 1000)), Is.EqualTo(3));
        Assert.That(room.TryEnter(Other, 1000), Is.True);
        room.Leave(One, 1000);
        Assert.That(room.TryEnter(One, 1000), Is.True);
        Assert.That(room.TryEnter(One, 1000), Is.False);
    }

    [Test]
    public void All_together_are_bounded_in_number_and_in_octets_and_small_ones_find_room_among_large()
    {
        var room = new UploadRoom(total: 4, perAddress: 4, octets: 2 * Large);
        Assert.That(room.TryEnter(One, Large) && room.TryEnter(One, Large), Is.True);
        Assert.That(room.TryEnter(Other, Large), Is.False, "the disk");
        Assert.That(room.TryEnter(Other, 1000) && room.TryEnter(Other, 1000), Is.True);
        Assert.That(room.TryEnter(Other, 1000), Is.False, "the number");
        room.Leave(One, Large);
        Assert.That(room.TryEnter(Other, Large), Is.True);
    }
}
