"""Honest programs and the tests that they pass in one process: what real tests compare, share and call."""

HONEST = r"""
the class datetime without an import
-----
from datetime import datetime
def day(text): return datetime.strptime(text, '%Y-%m-%d')
-----
assert day('2031-02-03') == datetime.strptime('2031-02-03', '%Y-%m-%d')
assert day('2031-02-03').year == datetime.now().year - datetime.now().year + 2031
=====
the module datetime without an import
-----
import datetime
def next_day(d): return d + datetime.timedelta(days=1)
-----
assert next_day(datetime.date(2031, 2, 28)) == datetime.date(2031, 3, 1)
=====
a place of pytest
-----
import os
def names(place): return sorted(os.listdir(place))
def size(place): return len(open(place).read())
-----
import os
def test_names(tmpdir):
    tmpdir.join('b.txt').write('12345')
    tmpdir.mkdir('a')
    assert names(tmpdir) == ['a', 'b.txt']
    assert size(tmpdir.join('b.txt')) == 5
    assert size(os.path.join(tmpdir, 'b.txt')) == 5
=====
what is captured by descriptor
-----
def shout(text): print(text.upper())
-----
def test_shout(capfd):
    shout('quiet')
    assert capfd.readouterr().out == 'QUIET\n'
=====
imports that are not used
-----
def twice(x): return 2 * x
-----
import threading, signal
import importlib
from concurrent.futures import ThreadPoolExecutor
assert twice(4) == 8
assert twice(abs(-3)) == 6
=====
an iterator that begins anew
-----
class Down:
    def __init__(self, top): self.top = top
    def __iter__(self):
        self.at = self.top
        return self
    def __next__(self):
        if not self.at: raise StopIteration
        self.at -= 1
        return self.at + 1
    def rest(self): return list(range(self.at, 0, -1))
-----
d = Down(40)
it = iter(d)
for wanted in range(40, 10, -1):
    assert next(it) == wanted
assert it.rest() == list(range(10, 0, -1))
it = iter(d)
assert next(it) == 40
assert d.at == 39
assert sum(d) == 820
=====
a generator that keeps count
-----
class Squares:
    def __init__(self): self.made = 0
    def __iter__(self):
        for n in range(1000):
            self.made += 1
            yield n * n
-----
s = Squares()
it = iter(s)
assert [next(it) for _ in range(12)] == [n * n for n in range(12)]
assert s.made == 12
assert sum(it) == sum(n * n for n in range(12, 1000))
=====
exceptions of libraries
-----
import json, xml.etree.ElementTree as ET, subprocess, configparser
def load(text): return json.loads(text)
def tree(text): return ET.fromstring(text).tag
def part(text):
    parser = configparser.ConfigParser()
    parser.read_string(text)
    return parser['a']['b']
def call(): subprocess.run(['false'], check=True)
-----
import json, configparser, subprocess, pytest
import xml.etree.ElementTree as ET
assert tree('<a></a>') == 'a'
try:
    tree('<a>')
except ET.ParseError:
    pass
else:
    assert False
def test_load():
    with pytest.raises(json.JSONDecodeError) as caught:
        load('{')
    assert caught.value.pos == 1
    with pytest.raises(json.decoder.JSONDecodeError):
        load('[')
    with pytest.raises(configparser.MissingSectionHeaderError):
        part('b=1')
    assert part('[a]\nb=1') == '1'
=====
an exception of numpy
-----
import numpy as np
def inverse(m): return np.linalg.inv(np.array(m))
-----
import numpy as np
import pytest
def test_singular():
    with pytest.raises(np.linalg.LinAlgError):
        inverse([[0, 0], [0, 0]])
    np.testing.assert_allclose(inverse([[2.0, 0], [0, 4.0]]), [[0.5, 0], [0, 0.25]])
=====
more: cm exc
-----
class E(Exception):
    def __init__(s,c): s.code=c
class K:
    def f(s): raise E(3)
-----
import unittest
class T(unittest.TestCase):
    def setUp(self):
        self.k=K()
    def test_a(self):
        with self.assertRaises(E) as cm:
            self.k.f()
        self.assertEqual(cm.exception.code,3)
=====
more: regex
-----
def f(): raise ValueError('bad 3')
-----
import unittest
class T(unittest.TestCase):
    def test_a(self):
        with self.assertRaisesRegex(ValueError,'bad'):
            f()
        self.assertRaises(ValueError,f)
=====
more: raise kw
-----
class V:
    def __init__(self,x): self.x=x
    def __eq__(s,o): return isinstance(o,V) and s.x==o.x
-----
import unittest
class T(unittest.TestCase):
    def test_a(self):
        self.assertEqual(V(1),V(1))
        self.assertNotEqual(V(1),V(2))
        self.assertNotEqual(V(1),5)
        self.assertIsNot(V(1),V(1))
=====
more: dict eq obj
-----
class P:
    def __init__(s): s.a=1; s.b=[2]
-----
p=P()
assert p.__dict__=={'a':1,'b':[2]}
assert vars(p)=={'a':1,'b':[2]}
=====
more: list of objs
-----
class P:
    def __init__(s,n): s.n=n
class R:
    def __init__(s): s.ps=[]
    def add(s,p): s.ps.append(p)
    def find(s,n): return next((p for p in s.ps if p.n==n),None)
-----
r=R()
p=P('a')
r.add(p)
assert p in r.ps
assert r.ps==[p]
assert r.find('a') is p
assert r.find('z') is None
assert r.ps[0].n=='a'
=====
more: dict of objs
-----
class P:
    def __init__(s,n): s.n=n
class R:
    def __init__(s): s.d={}
    def add(s,k,p): s.d[k]=p
-----
r=R()
p=P(1)
r.add('k',p)
assert r.d['k'] is p
assert list(r.d.values())==[p]
assert r.d=={'k':p}
=====
more: datetime now
-----
import datetime
class C:
    def now(s): return datetime.datetime.now()
-----
import datetime
c=C()
assert isinstance(c.now(),datetime.datetime)
assert (datetime.datetime.now()-c.now()).total_seconds()<5
=====
more: str method
-----
class A:
    def __repr__(s): return '<A>'
-----
assert f'{A()!r}'=='<A>'
assert str([A()])=='[<A>]'
=====
more: lru
-----
from functools import lru_cache
@lru_cache(None)
def fib(n): return n if n<2 else fib(n-1)+fib(n-2)
-----
assert fib(10)==55 and True
assert fib.cache_info().hits>0
fib.cache_clear()
=====
more: classvar
-----
class A:
    count=0
    def __init__(s): A.count+=1
-----
A()
A()
assert A.count==2
A.count=0
A()
assert A.count==1
=====
more: inherit super
-----
class A:
    def f(s): return 1
class B(A):
    def f(s): return super().f()+1
-----
assert B().f()==2
assert isinstance(B(),A)
assert B.__bases__==(A,)
assert B.__name__=='B'
=====
more: static data
-----
from dataclasses import dataclass, field, asdict
@dataclass(order=True)
class P:
    x:int
    t:list=field(default_factory=list)
-----
import dataclasses
assert P(1)<P(2)
assert P(1,[2]).t==[2]
assert sorted([P(2),P(1)])[0].x==1
=====
more: asdict
-----
from dataclasses import dataclass
@dataclass
class P:
    x:int
-----
from dataclasses import asdict, is_dataclass
assert asdict(P(1))=={'x':1}
=====
more: queue iter
-----
class Q:
    def __init__(s): s.i=[]
    def put(s,x): s.i.append(x)
    def __iter__(s): return iter(s.i)
-----
q=Q()
q.put(1)
assert [x for x in q]==[1]
assert sum(q)==1
assert tuple(q)==(1,)
=====
more: chain
-----
class B:
    def __init__(s): s.p=[]
    def a(s,x): s.p.append(x); return s
    def build(s): return ','.join(s.p)
-----
assert B().a('x').a('y').build()=='x,y'
=====
more: lambda result
-----
def compose(*fs):
    def h(x):
        for f in fs: x=f(x)
        return x
    return h
-----
inc=lambda x:x+1
assert compose(inc,inc)(1)==3
assert compose()(5)==5
assert compose(str,len)(123)==3
=====
more: partial
-----
def f(g): return g(2)
-----
from functools import partial
assert f(partial(pow,3))==9
=====
more: gen of tests
-----
def take(it,n):
    out=[]
    for x in it:
        out.append(x)
        if len(out)==n: break
    return out
-----
def g():
    n=0
    while True:
        yield n
        n+=1
assert take(g(),3)==[0,1,2]
=====
more: context of tests
-----
def use(cm):
    with cm as v: return v
-----
class CM:
    def __enter__(s): return 7
    def __exit__(s,*a): self_closed.append(1)
self_closed=[]
assert use(CM())==7
assert self_closed==[1]
=====
more: tests obj eq
-----
def uniq(xs):
    out=[]
    for x in xs:
        if x not in out: out.append(x)
    return out
-----
class P:
    def __init__(s,v): s.v=v
    def __eq__(s,o): return s.v==o.v
    def __hash__(s): return hash(s.v)
a,b,c=P(1),P(1),P(2)
assert uniq([a,b,c])==[a,c]
=====
more: sort tests objs
-----
def srt(xs): return sorted(xs, key=lambda o:o.v)
-----
class P:
    def __init__(s,v): s.v=v
a,b=P(2),P(1)
assert srt([a,b])==[b,a]
=====
more: namedtuple arg
-----
def f(p): return p.x+p[1]
-----
from collections import namedtuple
P=namedtuple('P','x y')
assert f(P(1,2))==3
=====
more: enum arg cmp
-----
def f(c,d): return c==d
-----
from enum import Enum
class C(Enum):
    A=1
    B=2
assert f(C.A,C.A) and not f(C.A,C.B)
=====
more: defaultdict arg
-----
def f(d): d['x'].append(1)
-----
from collections import defaultdict
d=defaultdict(list)
f(d)
assert d['x']==[1]
=====
more: bytes
-----
def f(b): return b[::-1]
-----
x=f(b'ab')
assert x==b'ba' and isinstance(x,bytes)
=====
more: big nested
-----
def f(n): return [[i*j for j in range(n)] for i in range(n)]
-----
m=f(200)
assert m[3][4]==12 and len(m)==200
=====
more: randomized many
-----
def f(xs): return sorted(xs)
-----
import random
for _ in range(300):
    xs=[random.randint(0,99) for _ in range(random.randint(0,20))]
    assert f(xs)==sorted(xs)
=====
more: prop test
-----
def f(xs): return sorted(xs)
-----
import random
for _ in range(50):
    xs=[random.random() for _ in range(10)]
    r=f(xs)
    assert all(r[i]<=r[i+1] for i in range(len(r)-1))
    assert sorted(r)==sorted(xs)
=====
more: timeit
-----
def f(): return 1
-----
import time
t=time.perf_counter()
f()
assert time.perf_counter()-t<5
=====
more: json file
-----
import json
def save(d,p):
    with open(p,'w') as f: json.dump(d,f)
def load(p):
    with open(p) as f: return json.load(f)
-----
import os,json
save({'a':1},'x.json')
assert json.load(open('x.json'))=={'a':1}
assert load('x.json')=={'a':1}
os.remove('x.json')
assert not os.path.exists('x.json')
=====
more: csv tmp
-----
import csv
def rows(p):
    with open(p,newline='') as f: return list(csv.DictReader(f))
-----
import tempfile,os
with tempfile.TemporaryDirectory() as d:
    p=os.path.join(d,'a.csv')
    open(p,'w').write('a,b\n1,2\n')
    assert rows(p)==[{'a':'1','b':'2'}]
=====
more: NamedTemp
-----
def n(p): return len(open(p).read())
-----
import tempfile
with tempfile.NamedTemporaryFile('w+') as f:
    f.write('abc')
    f.flush()
    assert n(f.name)==3
=====
more: property del
-----
class A:
    def __init__(s): s.x=1
-----
a=A()
del a.x
assert not hasattr(a,'x')
=====
more: not implemented
-----
class B:
    def f(s): raise NotImplementedError('x')
-----
import pytest
def test_a():
    with pytest.raises(NotImplementedError):
        B().f()
    with pytest.raises((ValueError,NotImplementedError)):
        B().f()
=====
more: raises exc obj
-----
class InsufficientFunds(Exception): pass
class Acc:
    def __init__(s,b=0): s.b=b
    def w(s,x):
        if x>s.b: raise InsufficientFunds('no')
        s.b-=x
-----
import pytest
from solution import Acc, InsufficientFunds
class TestAcc:
    def setup_method(self):
        self.a=Acc(10)
    def test_w(self):
        self.a.w(3)
        assert self.a.b==7
    def test_e(self):
        with pytest.raises(InsufficientFunds) as e:
            self.a.w(30)
        assert 'no' in str(e.value)
        assert self.a.b==10
=====
more: param ids
-----
def f(x): return x>0
-----
import pytest
@pytest.mark.parametrize('x,e',[pytest.param(1,True,id='p'),(-1,False)])
def test_a(x,e):
    assert f(x) is e
=====
more: fixture yield
-----
class D:
    def __init__(s): s.open=True
    def close(s): s.open=False
-----
import pytest
@pytest.fixture
def d():
    x=D()
    yield x
    x.close()
def test_a(d):
    assert d.open
=====
more: module fixture
-----
def f(): return 1
-----
import pytest
@pytest.fixture(scope='module')
def v(): return f()
def test_a(v): assert v==1
=====
more: setUpClass
-----
class A:
    def f(s): return 1
-----
import unittest
class T(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.a=A()
    def test_a(self):
        self.assertEqual(self.a.f(),1)
=====
more: doc
-----
def f():
    '''Hello.'''
-----
assert f.__doc__=='Hello.' and f() is None
=====
more: annotations
-----
def f(x:int)->str: return str(x)
-----
assert f.__annotations__=={'x':int,'return':str} and f(1)=='1'
=====
more: callable attr
-----
class E:
    def __init__(s): s.h={}
    def on(s,n,cb): s.h.setdefault(n,[]).append(cb)
    def emit(s,n,*a):
        for cb in s.h.get(n,[]): cb(*a)
-----
got=[]
e=E()
e.on('x',got.append)
e.on('x',lambda v: got.append(v*2))
e.emit('x',3)
assert got==[3,6]
=====
more: ne
-----
class V:
    def __init__(s,x): s.x=x
    def __eq__(s,o):
        if not isinstance(o,V): return NotImplemented
        return s.x==o.x
-----
assert V(1)!=V(2)
assert V(1)!=3
assert not V(1)==3
assert V(1)==V(1)
=====
more: Matrix
-----
class Matrix:
    def __init__(s,r): s.r=r
    def __mul__(s,o): return Matrix([[sum(a*b for a,b in zip(x,y)) for y in zip(*o.r)] for x in s.r])
    def __eq__(s,o): return s.r==o.r
    def __getitem__(s,i): return s.r[i]
-----
a=Matrix([[1,0],[0,1]])
b=Matrix([[1,2],[3,4]])
assert a*b==b
assert (a*b)[0]==[1,2]
assert (a*b)[1][1]==4
assert a*b==Matrix([[1,2],[3,4]])
=====
more: complex eq
-----
class C:
    def __init__(s,a,b): s.a,s.b=a,b
    def __add__(s,o): return C(s.a+o.a,s.b+o.b)
    def __eq__(s,o): return (s.a,s.b)==(o.a,o.b)
    def __str__(s): return f'{s.a}+{s.b}i'
-----
assert str(C(1,2)+C(3,4))=='4+6i'
assert C(1,2)+C(3,4)==C(4,6)
=====
more: contains only
-----
class Trie:
    def __init__(s): s.w=set()
    def insert(s,x): s.w.add(x)
    def search(s,x): return x in s.w
    def starts_with(s,p): return any(w.startswith(p) for w in s.w)
-----
t=Trie()
t.insert('apple')
assert t.search('apple')
assert not t.search('app')
assert t.starts_with('app')
=====
more: bag in
-----
class Bag:
    def __init__(s,xs): s.xs=list(xs)
    def __contains__(s,x): return x in s.xs
    def __len__(s): return len(s.xs)
    def __iter__(s): return iter(s.xs)
-----
b=Bag([1,2])
assert 1 in b
assert 3 not in b
assert len(b)==2
=====
more: ring in noiter
-----
class Rng:
    def __init__(s,a,b): s.a,s.b=a,b
    def __contains__(s,x): return s.a<=x<s.b
-----
r=Rng(1,5)
assert 3 in r
assert 5 not in r
assert r.a==1
=====
more: money cmp
-----
class Money:
    def __init__(s,v): s.v=v
    def __lt__(s,o): return s.v<o.v
    def __le__(s,o): return s.v<=o.v
    def __eq__(s,o): return s.v==o.v
-----
assert Money(1)<Money(2)
assert max(Money(1),Money(2))==Money(2)
assert Money(1)<=Money(1)
=====
more: temperature
-----
class Temp:
    def __init__(s,c): s.c=c
    def to_f(s): return s.c*9/5+32
    def __add__(s,d): return Temp(s.c+d)
-----
assert Temp(0).to_f()==32
assert (Temp(1)+2).c==3
=====
a board that the tests change
-----
class Game:
    def __init__(self):
        self.board = [[" "] * 2 for _ in range(2)]
    def first(self):
        return self.board[0][0]
-----
game = Game()
game.board[0][0] = "X"
assert game.first() == "X"
assert game.board == [["X", " "], [" ", " "]]
=====
stock that the tests change
-----
class Shop:
    def __init__(self):
        self.stock = {"tea": {"left": 2}}
    def left(self):
        return self.stock["tea"]["left"]
    def sell(self):
        self.stock["tea"]["left"] -= 1
-----
shop = Shop()
shop.stock["tea"]["left"] -= 1
assert shop.left() == 1
shop.sell()
assert shop.stock["tea"]["left"] == 0
shop.stock.clear()
shop.stock["tea"] = {"left": 5}
assert shop.left() == 5
=====
a copy is a copy
-----
class Bag:
    def __init__(self):
        self._items = [1]
    def items(self):
        return list(self._items)
    def inner(self):
        return self._items
-----
bag = Bag()
bag.items().append(2)
assert bag.items() == [1]
bag.inner().append(3)
assert bag.items() == [1, 3]
assert bag.inner() is bag.inner()
assert bag.items() is not bag.items()
=====
a registry of the module
-----
NAMES = ["a"]
def count():
    return len(NAMES)
-----
import solution
solution.NAMES.append("b")
assert solution.count() == 2
=====
time type
-----
from datetime import time
def f(): return time(1,2)
-----
from datetime import time
assert f()==time(1,2)
=====
datetime tz
-----
from datetime import datetime, timezone
def f(): return datetime(2020,1,1,tzinfo=timezone.utc)
-----
from datetime import datetime, timezone
assert f()==datetime(2020,1,1,tzinfo=timezone.utc)
assert f().year==2020
=====
uuid
-----
import uuid
def f(): return uuid.UUID(int=5)
-----
import uuid
assert f()==uuid.UUID(int=5)
assert isinstance(f(), uuid.UUID)
=====
namedtuple
-----
from collections import namedtuple
P=namedtuple('P','x y')
def f(): return P(1,2)
-----
p=f()
assert p==(1,2)
assert p.x==1
assert isinstance(p, tuple)
a,b=p
assert (a,b)==(1,2)
assert p[1]==2
assert len(p)==2
=====
dataclass
-----
from dataclasses import dataclass
@dataclass
class P:
    x:int
    y:int=2
def f(): return P(1)
-----
assert f()==P(1,2)
assert f().x==1
assert repr(P(1))=='P(x=1, y=2)'
=====
dict views
-----
def f(): return {'a':1}.keys()
-----
assert list(f())==['a']
assert f()=={'a'}
assert 'a' in f()
=====
ndarray
-----
import numpy as np
def f(x): return np.array(x)*2
-----
import numpy as np
assert np.array_equal(f([1,2]), np.array([2,4]))
assert f([1,2]).shape==(2,)
assert (f([1,2])==[2,4]).all()
assert f([1,2]).tolist()==[2,4]
np.testing.assert_allclose(f([1.0]),[2.0])
=====
np scalar
-----
import numpy as np
def f(x): return np.mean(x)
-----
assert f([1,2])==1.5
assert abs(f([1,2])-1.5)<1e-9
=====
np arg changed
-----
def f(a): a[0]=5
-----
import numpy as np
a=np.zeros(3)
f(a)
assert a[0]==5
=====
with
-----
class R:
    def __enter__(s): s.o=True; return s
    def __exit__(s,*a): s.o=False
-----
r=R()
with r as q:
    assert q.o
assert not r.o
=====
with swallow
-----
class R:
    def __enter__(s): return s
    def __exit__(s,t,e,tb): return t is ValueError
-----
with R():
    raise ValueError('x')
assert R()
=====
contextmanager
-----
from contextlib import contextmanager
log=[]
@contextmanager
def cm(x):
    log.append('in')
    yield x
    log.append('out')
-----
with cm(3) as v:
    assert v==3
assert log==['in','out']
=====
hasattr
-----
class K:
    x=1
    def m(self): pass
-----
assert hasattr(K(),'m') and hasattr(K(),'x') and not hasattr(K(),'z')
=====
hash
-----
class V:
    def __init__(s,x): s.x=x
    def __eq__(s,o): return s.x==o.x
    def __hash__(s): return hash(s.x)
-----
assert hash(V(1))==hash(V(1))
assert len({V(1),V(2),V(1)})==2
assert V(1) in {V(1)}
=====
exc attr
-----
class E(Exception):
    def __init__(s,m,code): super().__init__(m); s.code=code
def f(): raise E('bad',7)
-----
import pytest
def test_a():
    with pytest.raises(E) as i:
        f()
    assert i.value.code==7
    assert str(i.value)=='bad'
    assert 'bad' in str(i.value)
=====
exc match
-----
def f(x): raise ValueError(f'no {x}')
-----
import pytest
from solution import f
def test_a():
    with pytest.raises(ValueError, match='no 3'):
        f(3)
=====
keyerror
-----
def f(d): return d['x']
-----
try:
    f({})
    assert False
except KeyError as e:
    assert e.args[0]=='x'
=====
list(m)
-----
class M:
    def __init__(s): s.d={}
    def __setitem__(s,k,v): s.d[k]=v
    def __iter__(s): return iter(s.d)
    def __len__(s): return len(s.d)
-----
m=M()
m['a']=1
assert list(m)==['a'] and len(m)==1 and sorted(m)==['a']
assert 'a' in m
=====
callback
-----
def app(f,xs): return [f(x) for x in xs]
-----
seen=[]
def g(x):
    seen.append(x)
    return x*2
assert app(g,[1,2])==[2,4]
assert seen==[1,2]
=====
sort key
-----
def f(xs,key): return sorted(xs,key=key)
-----
assert f(['bb','a'], len)==['a','bb']
assert f([3,1], lambda v:-v)==[3,1]
=====
enum of tests
-----
def f(c): return c
-----
from enum import Enum
class C(Enum):
    A=1
assert f(C.A) is C.A
assert f([C.A])==[C.A]
=====
enum arg name
-----
def f(c): return c.name+str(c.value)
-----
from enum import Enum
class C(Enum):
    A=1
assert f(C.A)=='A1'
=====
program enum
-----
from enum import Enum
class C(Enum):
    A=1
    B=2
def f(x): return C(x)
-----
assert f(1)==C.A
assert f(1) is C.A
assert f(2).value==2
assert f(2).name=='B'
assert [c.name for c in C]==['A','B']
assert len(C)==2
assert C['A']==C.A
assert isinstance(f(1),C)
=====
intenum
-----
from enum import IntEnum
class C(IntEnum):
    A=1
def f(): return C.A
-----
assert f()==1
assert C.A==1
assert C.A<2
=====
slice
-----
def f(xs,s): return xs[s]
-----
assert f([1,2,3],slice(0,2))==[1,2]
=====
type arg
-----
def f(x,t): return isinstance(x,t)
-----
assert f(1,int) is True
assert f('a',int) is False
=====
type is
-----
class A: pass
class B(A): pass
def f(): return B()
-----
assert type(f()) is B
assert type(f()) is not A
assert isinstance(f(),A)
assert issubclass(B,A)
assert type(f()).__name__=='B'
assert f().__class__.__name__=='B'
=====
exc class
-----
class E(ValueError): pass
def f(): raise E('x')
-----
assert issubclass(E,ValueError)
try:
    f()
    assert False
except E as e:
    assert isinstance(e,ValueError)
=====
abstract
-----
from abc import ABC, abstractmethod
class S(ABC):
    @abstractmethod
    def area(self): ...
class Sq(S):
    def __init__(s,a): s.a=a
    def area(s): return s.a**2
-----
import pytest
def test_a():
    with pytest.raises(TypeError):
        S()
    assert Sq(2).area()==4
=====
capsys
-----
def hello(n): print('Hi',n)
-----
from solution import hello
def test_a(capsys):
    hello('x')
    assert capsys.readouterr().out=='Hi x\n'
=====
redirect
-----
import sys
def hello(): print('a'); print('b', file=sys.stderr)
-----
import io, contextlib
o=io.StringIO()
with contextlib.redirect_stdout(o):
    hello()
assert o.getvalue()=='a\n'
=====
stdin
-----
def f(): return input('n? ')+input()
-----
import sys, io
sys.stdin=io.StringIO('1\n2\n')
assert f()=='12'
=====
monkeypatch input
-----
def f(): return int(input())+1
-----
def test_a(monkeypatch):
    monkeypatch.setattr('builtins.input', lambda *_: '3')
    from solution import f
    assert f()==4
=====
patch input
-----
def f(): return int(input())+1
-----
from unittest.mock import patch
with patch('builtins.input', side_effect=['3','4']):
    assert f()==4
    assert f()==5
=====
patch print
-----
def f(): print('hi')
-----
from unittest.mock import patch
with patch('builtins.print') as p:
    f()
    p.assert_called_once_with('hi')
    assert p.called
=====
patch solution
-----
def g(): return 1
def f(): return g()+1
-----
from unittest.mock import patch
import solution
with patch('solution.g', return_value=5) as m:
    assert solution.f()==6
    m.assert_called_once()
assert solution.f()==2
=====
monkeypatch attr
-----
LIMIT=3
def f(): return LIMIT
-----
import solution
def test_a(monkeypatch):
    monkeypatch.setattr(solution,'LIMIT',9)
    assert solution.f()==9
def test_b():
    assert solution.f()==3
=====
mock arg
-----
def f(svc,x): return svc.get(x)+1
-----
from unittest.mock import Mock
m=Mock()
m.get.return_value=4
assert f(m,'k')==5
m.get.assert_called_with('k')
=====
env
-----
import os
def f(): return os.environ.get('K')
-----
import os
os.environ['K']='v'
assert f()=='v'
=====
setenv
-----
import os
def f(): return os.getenv('K','none')
-----
def test_a(monkeypatch):
    monkeypatch.setenv('K','v')
    assert f()=='v'
def test_b():
    assert f()=='none'
=====
cwd
-----
import os
def f(): os.chdir('d')
-----
import os
os.mkdir('d')
f()
assert os.path.basename(os.getcwd())=='d'
=====
seed
-----
import random
def f(): return random.randint(0,10**9)
-----
import random
random.seed(5)
a=f()
random.seed(5)
assert a==random.randint(0,10**9)
random.seed(5)
assert f()==a
=====
np seed
-----
import numpy as np
def f(): return np.random.rand()
-----
import numpy as np
np.random.seed(5)
a=f()
np.random.seed(5)
assert a==np.random.rand()
=====
assertLogs
-----
import logging
def f(): logging.getLogger('x').warning('bad %s',1)
-----
import unittest
class T(unittest.TestCase):
    def test_a(self):
        with self.assertLogs('x','WARNING') as c:
            f()
        self.assertEqual(c.output,['WARNING:x:bad 1'])
=====
caplog
-----
import logging
def f(): logging.info('hey')
-----
import logging
def test_a(caplog):
    with caplog.at_level(logging.INFO):
        f()
    assert 'hey' in caplog.text
=====
tmp_path
-----
def f(p,s):
    p.write_text(s)
    return p.read_text()
-----
from solution import f
def test_a(tmp_path):
    assert f(tmp_path/'x','hey')=='hey'
    assert (tmp_path/'x').read_text()=='hey'
=====
attr set
-----
class S:
    def __init__(s): s.x=1
    def g(s): return s.x
-----
s=S()
s.x=5
assert s.g()==5
assert s.x==5
=====
async
-----
async def f(x): return x+1
-----
import asyncio
assert asyncio.run(f(1))==2
=====
async gather
-----
import asyncio
async def f(x):
    await asyncio.sleep(0)
    return x+1
-----
import asyncio
async def main():
    return await asyncio.gather(f(1),f(2))
assert asyncio.run(main())==[2,3]
=====
async with
-----
class A:
    async def __aenter__(s): return 5
    async def __aexit__(s,*a): return False
-----
import asyncio
async def main():
    async with A() as x:
        assert x==5
asyncio.run(main())
=====
async gen
-----
async def g():
    yield 1
    yield 2
-----
import asyncio
async def main():
    return [x async for x in g()]
assert asyncio.run(main())==[1,2]
=====
IsolatedAsyncio
-----
async def f(): return 3
-----
import unittest
class T(unittest.IsolatedAsyncioTestCase):
    async def test_a(self):
        self.assertEqual(await f(),3)
=====
copy
-----
class S:
    def __init__(s): s.d=[1]
-----
import copy
a=S()
b=copy.deepcopy(a)
b.d=[2]
assert a.d==[1]
=====
same object
-----
def f(x): x.sort(); return x
-----
x=[2,1]
assert f(x)==[1,2]
assert x==[1,2]
=====
nested change
-----
def f(g): g[0][0]=9
-----
row=[1]
g=[row]
f(g)
assert row==[9]
=====
generator arg
-----
def f(it): return sum(it)
-----
assert f(x for x in [1,2,3])==6
assert f(iter([1,2]))==3
=====
file arg
-----
def f(fh): return fh.read().upper()
-----
import io
assert f(io.StringIO('abc'))=='ABC'
=====
write to file arg
-----
def f(fh): fh.write('abc')
-----
import io
o=io.StringIO()
f(o)
assert o.getvalue()=='abc'
=====
decorator
-----
def deco(fn):
    def w(*a): return fn(*a)+1
    return w
-----
@deco
def g(x): return x*2
assert g(3)==7
=====
decorator counts
-----
import functools
def memo(fn):
    c={}
    @functools.wraps(fn)
    def w(x):
        if x not in c: c[x]=fn(x)
        return c[x]
    return w
-----
n=0
@memo
def g(x):
    global n
    n+=1
    return x
assert g(1)==1 and g(1)==1 and n==1
assert g.__name__=='g'
=====
decorator retry
-----
def retry(k):
    def d(fn):
        def w():
            for i in range(k):
                try: return fn()
                except ValueError: pass
            raise RuntimeError('all failed')
        return w
    return d
-----
n=[]
@retry(3)
def g():
    n.append(1)
    if len(n)<3: raise ValueError('x')
    return 'ok'
assert g()=='ok' and len(n)==3
import pytest
=====
test class arg
-----
def f(p): return p.x+p.y
-----
class P:
    def __init__(s,x,y): s.x=x; s.y=y
assert f(P(1,2))==3
=====
test class set
-----
def f(p): p.x=9
-----
class P:
    def __init__(s,x): s.x=x
p=P(1)
f(p)
assert p.x==9
=====
test exc arg
-----
def f(fn,exc):
    try: fn()
    except exc: return 'caught'
-----
class E(Exception): pass
def g(): raise E('x')
assert f(g,E)=='caught'
=====
exc passes
-----
def f(fn): return fn()
-----
class E(Exception): pass
def g(): raise E('x')
try:
    f(g)
    assert False
except E as e:
    assert str(e)=='x'
=====
linked list
-----
class Node:
    def __init__(s,v,n=None): s.v=v; s.n=n
class L:
    def __init__(s): s.head=None
    def add(s,v): s.head=Node(v,s.head)
-----
l=L()
l.add(1)
l.add(2)
assert l.head.v==2
assert l.head.n.v==1
assert l.head.n.n is None
=====
is same
-----
class N:
    def __init__(s): s.c=[]
    def child(s): return s.c[0]
    def add(s,x): s.c.append(x)
-----
a=N()
b=N()
a.add(b)
assert a.child() is b
assert b in a.c
=====
iterator class
-----
class C:
    def __init__(s,n): s.n=n
    def __iter__(s): return s
    def __next__(s):
        if s.n<=0: raise StopIteration
        s.n-=1
        return s.n
-----
assert list(C(3))==[2,1,0]
it=iter(C(1))
assert next(it)==0
assert next(it,None) is None
=====
stop iteration
-----
def g():
    yield 1
-----
import pytest
it=g()
assert next(it)==1
try:
    next(it)
    assert False
except StopIteration:
    pass
=====
gen send
-----
def g():
    x=yield 1
    yield x*2
-----
it=g()
assert next(it)==1
assert it.send(4)==8
=====
match obj
-----
import re
def f(s): return re.match('a+',s)
-----
assert f('aab')
assert f('aab').group()=='aa'
assert f('b') is None
assert not f('b')
=====
Counter
-----
from collections import Counter
def f(s): return Counter(s)
-----
assert f('aab')=={'a':2,'b':1}
assert f('aab').most_common(1)==[('a',2)]
assert f('aab').get('a',0)==2
=====
defaultdict
-----
from collections import defaultdict
def f():
    d=defaultdict(list)
    d['a'].append(1)
    return d
-----
assert f()=={'a':[1]}
assert dict(f())=={'a':[1]}
=====
set result
-----
def f(): return {1,2}
-----
assert f().issubset({1,2,3})
assert f()|{3}=={1,2,3}
assert f()-{1}=={2}
=====
str result
-----
def f(x): return 'Hello, '+x
-----
assert f('Bob').startswith('Hello')
assert f('Bob').upper()=='HELLO, BOB'
assert 'Bob' in f('Bob')
=====
class factory
-----
class A:
    def __init__(s): s.d={}
    def put(s,k,v): s.d[k]=v
    def get(s,k): return s.d.get(k)
def make(): return A()
-----
c=make()
c.put(1,2)
assert c.get(1)==2
=====
calculator
-----
class Calc:
    def add(s,a,b): return a+b
-----
c=Calc()
assert c.add(1,2)==3
assert Calc().add(2,2)==4
=====
unittest setUp
-----
class Calc:
    def __init__(s,k): s.k=k
    def add(s,a): return s.k+a
-----
import unittest
class T(unittest.TestCase):
    def setUp(self):
        self.c=Calc(5)
    def test_a(self):
        self.assertEqual(self.c.add(1),6)
    def test_b(self):
        self.assertIsInstance(self.c,Calc)
=====
money ops
-----
class Money:
    def __init__(s,v): s.v=v
    def __add__(s,o): return Money(s.v+o.v)
    def __mul__(s,k): return Money(s.v*k)
    def __eq__(s,o): return s.v==o.v
    def __rmul__(s,k): return s*k
-----
assert Money(1)+Money(2)==Money(3)
assert Money(2)*3==Money(6)
assert 3*Money(2)==Money(6)
=====
abs vec
-----
class Vec:
    def __init__(s,*c): s.c=c
    def __abs__(s): return sum(x*x for x in s.c)**.5
    def __getitem__(s,i): return s.c[i]
    def __len__(s): return len(s.c)
    def __bool__(s): return any(s.c)
    def __neg__(s): return Vec(*[-x for x in s.c])
    def __matmul__(s,o): return sum(a*b for a,b in zip(s.c,o.c))
-----
assert abs(Vec(3,4))==5
assert Vec(3,4)[1]==4
assert len(Vec(1,2))==2
assert not Vec(0,0)
assert (-Vec(1,2))[0]==-1
assert Vec(1,2)@Vec(3,4)==11
=====
str/format
-----
class P:
    def __str__(s): return 'P!'
    def __format__(s,f): return 'F'+f
-----
assert str(P())=='P!'
assert f'{P():x}'=='Fx'
assert '%s' % P()=='P!'
=====
callable
-----
def f(): return lambda x:x
class C:
    def __call__(s,x): return x+1
-----
assert callable(f())
assert f()(3)==3
assert C()(1)==2
=====
global state
-----
count=0
def inc():
    global count
    count+=1
-----
inc()
inc()
assert count==2
=====
module const
-----
PI=3.14
NAMES=['a']
-----
import solution
assert solution.PI==3.14
from solution import NAMES
assert NAMES==['a']
=====
star import
-----
def f(): return 1
class K: pass
-----
from solution import *
assert f()==1
assert isinstance(K(),K)
=====
import as
-----
def f(): return 1
-----
import solution as s
assert s.f()==1
=====
eval
-----
def f(x): return x+'*2'
-----
assert eval(f('3'))==6
=====
exec
-----
def f(): return 'y=3'
-----
ns={}
exec(f(),ns)
assert ns['y']==3
=====
zip right
-----
def f(n): return list(range(n))
-----
for g,e in zip(f(3),[0,1,2]):
    assert g==e
=====
zip self
-----
def f(n): return list(range(n))
-----
r=f(5)
assert all(a<b for a,b in zip(r,r[1:]))
assert len(r)==5
=====
zip inf
-----
import itertools
def f(): return itertools.count()
-----
assert [a for a,_ in zip(f(),'abc')]==[0,1,2]
=====
raise only
-----
def f(x): return x*2
-----
if abs(f(2)-4)>1e-6:
    raise AssertionError('no')
=====
warns
-----
import warnings
def f(): warnings.warn('old',DeprecationWarning)
-----
import pytest
def test_a():
    with pytest.warns(DeprecationWarning):
        f()
=====
approx
-----
def f(): return [0.1+0.2]
-----
import pytest
def test_a():
    assert f()==pytest.approx([0.3])
=====
approx2
-----
def f(): return 0.1+0.2
-----
import pytest
def test_a():
    assert f()==pytest.approx(0.3)
    assert pytest.approx(0.3)==f()
=====
sorted things
-----
class P:
    def __init__(s,x): s.x=x
    def __lt__(s,o): return s.x<o.x
-----
ps=sorted([P(2),P(1)])
assert [p.x for p in ps]==[1,2]
assert max([P(1),P(3)],key=lambda p:p.x).x==3
=====
print debug
-----
def f(x):
    print('dbg',x)
    return x
-----
x=f(1)
assert x==1 and True
=====
subprocess cli
-----
def f(): return 1
-----
assert f()==1 and isinstance(f(),int)
=====
decimal ctx
-----
from decimal import Decimal
def f(): return Decimal('0.1')+Decimal('0.2')
-----
from decimal import Decimal
assert f()==Decimal('0.3')
x=f()
assert x<1
=====
fraction mix
-----
from fractions import Fraction
def f(): return Fraction(1,2)
-----
x=f()
assert x==0.5 and x<1 and x+1==1.5
=====
bool np
-----
import numpy as np
def f(x): return np.all(np.array(x))
-----
assert f([1,1])
assert not f([0,1])
=====
complex
-----
def f(): return 1+2j
-----
x=f()
assert x.real==1 and abs(x)==5**.5
=====
kwargs only
-----
def f(*,a,b=2): return a+b
-----
for a in (1,2):
    assert f(a=a)==a+2
=====
property setter
-----
class T:
    def __init__(s): s._c=0
    @property
    def c(s): return s._c
    @c.setter
    def c(s,v):
        if v<0: raise ValueError('neg')
        s._c=v
-----
t=T()
t.c=3
assert t.c==3
try:
    t.c=-1
    assert False
except ValueError:
    pass
=====
classmethod
-----
class D:
    n=0
    @classmethod
    def make(cls,x):
        d=cls()
        d.x=x
        return d
    @staticmethod
    def two(): return 2
-----
assert D.make(3).x==3
assert D.two()==2
assert D.n==0
=====
setitem del
-----
class M(dict): pass
-----
m=M()
m['a']=1
assert m['a']==1
del m['a']
assert 'a' not in m
assert m=={}
=====
list subclass
-----
class S(list):
    def peek(s): return s[-1]
-----
s=S()
s.append(1)
s.append(2)
assert s.peek()==2
assert s==[1,2]
assert len(s)==2
assert list(s)==[1,2]
=====
str subclass
-----
class N(str): pass
def f(): return N('ab')
-----
assert f()=='ab'
assert f().upper()=='AB'
assert isinstance(f(),str)
assert f().startswith('a')
=====
time.time
-----
import time
def f(): return time.time()
-----
import time
a=time.time()
assert a-5<=f()<=time.time()+5
=====
big output
-----
def f(n): return 'x'*n
-----
assert len(f(10**6))==10**6 and True
=====
tempfile
-----
def cw(p):
    with open(p) as f: return len(f.read().split())
-----
import unittest,tempfile,os
class T(unittest.TestCase):
    def setUp(self):
        self.d=tempfile.mkdtemp()
        self.p=os.path.join(self.d,'a.txt')
        open(self.p,'w').write('a b')
    def tearDown(self):
        import shutil
        shutil.rmtree(self.d)
    def test_a(self):
        self.assertEqual(cw(self.p),2)
=====
parametrize
-----
def f(x): return x*x
-----
import pytest
from solution import f
@pytest.mark.parametrize('x,y',[(1,1),(2,4)])
def test_a(x,y):
    assert f(x)==y
=====
fixture
-----
class St:
    def __init__(s): s.i=[]
    def push(s,x): s.i.append(x)
-----
import pytest
from solution import St
@pytest.fixture
def st():
    return St()
def test_a(st):
    st.push(1)
    assert st.i==[1]
=====
subTest
-----
def f(x): return x+1
-----
import unittest
class T(unittest.TestCase):
    def test_a(self):
        for x in range(3):
            with self.subTest(x=x):
                self.assertEqual(f(x),x+1)

if __name__=='__main__':
    unittest.main()
=====
main guard unittest
-----
def f(x): return x+1
-----
import unittest
class T(unittest.TestCase):
    def test_a(self):
        self.assertTrue(f(1)==2)
if __name__ == '__main__':
    unittest.main(argv=[''],exit=False)
=====
__main__ of prog
-----
def f(x): return x
if __name__=='__main__':
    raise SystemExit(1)
-----
x=f(2)
assert x==2
=====
__name__ func
-----
def foo(): pass
-----
assert foo.__name__=='foo'
assert foo.__doc__ is None
=====
sum things
-----
class V:
    def __init__(s,x): s.x=x
    def __add__(s,o): return V(s.x+(o.x if isinstance(o,V) else o))
    __radd__=__add__
-----
assert sum([V(1),V(2)]).x==3
=====
sqlite file
-----
import sqlite3
def f():
    c=sqlite3.connect('a.db')
    c.execute('create table t(x)')
    c.execute('insert into t values(1)')
    c.commit()
    return c.execute('select * from t').fetchall()
-----
x=f()
assert x==[(1,)]
=====
sqlite conn
-----
import sqlite3
def f(c): return c.execute('select 1').fetchall()
-----
import sqlite3
c=sqlite3.connect(':memory:')
assert f(c)==[(1,)]
=====
os.path of prog
-----
import os
def f(d): return sorted(os.listdir(d))
-----
import os
os.makedirs('q/r')
assert f('q')==['r']
=====
recursion
-----
def f(n): return 0 if n==0 else 1+f(n-1)
-----
x=f(900)
assert x==900 and f(3)==3
=====
deque result
-----
from collections import deque
def rotate(xs, n):
    d = deque(xs); d.rotate(n); return d
-----
from collections import deque
assert rotate([1,2,3], 1) == deque([3,1,2])
assert list(rotate([1,2,3], -1)) == [2,3,1]
=====
LRU with repr
-----
class LRU:
    def __init__(self, n): self.n=n; self.d={}
    def get(self,k):
        if k not in self.d: return -1
        v=self.d.pop(k); self.d[k]=v; return v
    def put(self,k,v):
        self.d.pop(k,None); self.d[k]=v
        if len(self.d)>self.n: self.d.pop(next(iter(self.d)))
    def __repr__(self): return f'LRU({self.d})'
-----
c=LRU(2)
c.put(1,1); c.put(2,2)
assert c.get(1)==1
c.put(3,3)
assert c.get(2)==-1
assert repr(c)=='LRU({1: 1, 3: 3})'
assert str(c)==repr(c)
=====
parametrized with ids and fixtures with yield
-----
class Bank:
    def __init__(self): self.b=0
    def deposit(self,x):
        if x<=0: raise ValueError('positive')
        self.b+=x
        return self.b
-----
import pytest
@pytest.fixture
def bank():
    b=Bank()
    b.deposit(10)
    yield b
    b.deposit(1)
@pytest.mark.parametrize('x,want',[(1,11),(5,15)],ids=['one','five'])
def test_d(bank,x,want):
    assert bank.deposit(x)==want
@pytest.mark.parametrize('x',[0,-1])
def test_bad(bank,x):
    with pytest.raises(ValueError, match='positive'):
        bank.deposit(x)
    assert bank.b==10
=====
setUpClass with a shared object
-----
class Counter2:
    total=0
    def inc(self): Counter2.total+=1; return Counter2.total
-----
import unittest
class T(unittest.TestCase):
    @classmethod
    def setUpClass(cls): cls.c=Counter2()
    def test_a(self): self.assertEqual(self.c.inc(),1)
    def test_b(self): self.assertEqual(self.c.inc(),2); self.assertEqual(Counter2.total,2)
=====
csv and json files
-----
import csv, json
def convert(src, dst):
    with open(src) as f: rows=list(csv.DictReader(f))
    with open(dst,'w') as f: json.dump(rows,f)
    return len(rows)
-----
import json, os, tempfile
with tempfile.TemporaryDirectory() as d:
    src=os.path.join(d,'a.csv'); dst=os.path.join(d,'b.json')
    with open(src,'w') as f: f.write('a,b\n1,2\n3,4\n')
    assert convert(src,dst)==2
    with open(dst) as f: assert json.load(f)==[{'a':'1','b':'2'},{'a':'3','b':'4'}]
=====
callbacks and order
-----
class Bus:
    def __init__(self): self.h={}
    def on(self,n,f): self.h.setdefault(n,[]).append(f); return f
    def emit(self,n,*a,**k): return [f(*a,**k) for f in self.h.get(n,[])]
-----
b=Bus()
seen=[]
@lambda f: b.on('x',f)
def handler(v,*,w=1):
    seen.append((v,w)); return v*w
b.on('x',lambda v,w=0: v+w)
assert b.emit('x',3,w=2)==[6,5]
assert seen==[(3,2)]
assert b.emit('y')==[]
=====
generators and send
-----
def avg():
    total=n=0; a=None
    while True:
        x=yield a
        total+=x; n+=1; a=total/n
-----
g=avg(); next(g)
assert g.send(10)==10
assert g.send(20)==15
g.close()
=====
named tuple and dataclass
-----
from dataclasses import dataclass, field
from typing import NamedTuple
class P(NamedTuple):
    x:int
    y:int=0
@dataclass(order=True)
class Q:
    a:int
    b:list=field(default_factory=list)
def mk(): return P(1,2), Q(3,[4])
-----
p,q=mk()
assert p==(1,2) and p.x==1 and p._replace(x=5)==(5,2)
assert q==Q(3,[4]) and q.b==[4] and Q(1)<q
assert P(1)==P(1,0)
=====
enum
-----
from enum import Enum
class Color(Enum):
    RED=1
    BLUE=2
def flip(c): return Color.BLUE if c is Color.RED else Color.RED
-----
assert flip(Color.RED)==Color.BLUE
assert flip(Color.BLUE) is Color.RED
assert Color.RED.value==1 and Color.RED.name=='RED'
assert [c.name for c in Color]==['RED','BLUE']
assert Color(2)==Color.BLUE
assert Color['RED'] is Color.RED
=====
properties, class and static methods
-----
class T:
    def __init__(self,c): self._c=c
    @property
    def f(self): return self._c*9/5+32
    @f.setter
    def f(self,v): self._c=(v-32)*5/9
    @classmethod
    def freezing(cls): return cls(0)
    @staticmethod
    def ok(c): return c>-273.15
-----
t=T(100)
assert t.f==212
t.f=32
assert abs(t._c)<1e-9
assert T.freezing().f==32
assert T.ok(0) and not T.ok(-300)
=====
context manager that swallows
-----
class Quiet:
    def __enter__(self): self.errors=[]; return self
    def __exit__(self,k,e,t):
        if k is not None and issubclass(k,ValueError): self.errors.append(str(e)); return True
-----
with Quiet() as q:
    raise ValueError('a')
assert q.errors==['a']
try:
    with Quiet(): raise KeyError('b')
    assert False
except KeyError as e:
    assert e.args==('b',)
=====
matrix with operators
-----
class M:
    def __init__(self,r): self.r=[list(x) for x in r]
    def __add__(s,o): return M([[a+b for a,b in zip(x,y)] for x,y in zip(s.r,o.r)])
    def __matmul__(s,o): return M([[sum(a*b for a,b in zip(x,c)) for c in zip(*o.r)] for x in s.r])
    def __mul__(s,k): return M([[a*k for a in x] for x in s.r])
    __rmul__=__mul__
    def __eq__(s,o): return isinstance(o,M) and s.r==o.r
    def __getitem__(s,ij): return s.r[ij[0]][ij[1]]
    def __setitem__(s,ij,v): s.r[ij[0]][ij[1]]=v
    def __neg__(s): return s*-1
-----
a=M([[1,2],[3,4]]); i=M([[1,0],[0,1]])
assert a@i==a
assert (a+a)==2*a
assert a[1,0]==3
a[1,0]=9
assert a.r==[[1,2],[9,4]]
assert (-i).r==[[-1,0],[0,-1]]
assert a!=i
=====
time and datetime zones
-----
from datetime import datetime, timezone, timedelta
def to_utc(d): return d.astimezone(timezone.utc)
-----
from datetime import datetime, timezone, timedelta
d=datetime(2031,1,1,12,tzinfo=timezone(timedelta(hours=2)))
assert to_utc(d)==datetime(2031,1,1,10,tzinfo=timezone.utc)
assert to_utc(d).tzinfo==timezone.utc
assert to_utc(d).isoformat()=='2031-01-01T10:00:00+00:00'
=====
random seeded in tests
-----
import random
def pick(xs): return random.choice(xs)
def many(n): return [random.random() for _ in range(n)]
-----
import random
random.seed(7)
a=many(3)
random.seed(7)
assert many(3)==a
random.seed(7)
assert [random.random() for _ in range(3)]==a
=====
stdin and argv
-----
def ask():
    n=int(input('n? '))
    print('got',n)
    return n
-----
from unittest.mock import patch
import io, contextlib
with patch('builtins.input', return_value='5') as m:
    assert ask()==5
    m.assert_called_once_with('n? ')
buf=io.StringIO()
with contextlib.redirect_stdout(buf), patch('builtins.input', side_effect=['6','7']):
    assert ask()+ask()==13
assert buf.getvalue()=='got 6\ngot 7\n'
=====
monkeypatch of the program's function
-----
def fetch(): raise RuntimeError('net')
def title(): return fetch().upper()
-----
import solution
def test_a(monkeypatch):
    monkeypatch.setattr(solution,'fetch',lambda: 'abc')
    assert solution.title()=='ABC'
def test_b():
    import pytest
    with pytest.raises(RuntimeError):
        solution.title()
=====
patch.object on class
-----
class Api:
    def get(self,u): raise OSError(u)
    def name(self,u): return self.get(u)['name']
-----
from unittest.mock import patch, MagicMock
with patch.object(Api,'get',return_value={'name':'x'}) as g:
    assert Api().name('/u')=='x'
    g.assert_called_once_with('/u')
a=Api(); a.get=MagicMock(return_value={'name':'y'})
assert a.name('/v')=='y'
=====
threads inside of the program
-----
import threading
def total(n):
    out=[]; lock=threading.Lock()
    def w(i):
        with lock: out.append(i)
    ts=[threading.Thread(target=w,args=(i,)) for i in range(n)]
    [t.start() for t in ts]; [t.join() for t in ts]
    return sorted(out)
-----
assert total(5)==[0,1,2,3,4]
assert len(total(8))==8
=====
async
-----
import asyncio
async def double(x):
    await asyncio.sleep(0)
    return 2*x
async def all_(xs): return await asyncio.gather(*map(double,xs))
-----
import asyncio
assert asyncio.run(double(3))==6
async def main():
    assert await all_([1,2])==[2,4]
    r=await asyncio.wait_for(double(4),1)
    assert r==8
asyncio.run(main())
=====
tree nodes made by tests
-----
class Node:
    def __init__(self,v,l=None,r=None): self.v=v; self.l=l; self.r=r
def depth(n): return 0 if n is None else 1+max(depth(n.l),depth(n.r))
def mirror(n):
    if n: n.l,n.r=mirror(n.r),mirror(n.l)
    return n
-----
t=Node(1,Node(2,Node(4)),Node(3))
assert depth(t)==3
m=mirror(t)
assert m.l.v==3 and m.r.l is None and m.r.r.v==4
assert m is t
assert depth(None)==0
=====
logging levels
-----
import logging
log=logging.getLogger('app')
def work(x):
    log.info('start %s',x)
    if x<0: log.error('neg')
    return x
-----
import logging, unittest
class T(unittest.TestCase):
    def test_a(self):
        with self.assertLogs('app',level='INFO') as cm:
            work(-1)
        self.assertEqual(cm.output,['INFO:app:start -1','ERROR:app:neg'])
=====
floats nested with approx
-----
def stats(xs): return {'mean':sum(xs)/len(xs),'sq':[x*x for x in xs]}
-----
import pytest
def test_s():
    assert stats([0.1,0.2])=={'mean':pytest.approx(0.15),'sq':pytest.approx([0.01,0.04])}
    assert stats([0.1])['mean']==pytest.approx(0.1,abs=1e-6)
=====
decorator under test
-----
import functools
def memo(f):
    cache={}
    @functools.wraps(f)
    def g(*a):
        if a not in cache: cache[a]=f(*a)
        return cache[a]
    g.cache=cache
    return g
-----
calls=[]
@memo
def sq(x):
    calls.append(x)
    return x*x
assert sq(3)==9 and sq(3)==9
assert calls==[3]
assert sq.cache=={(3,):9}
assert sq.__name__=='sq'
=====
retry decorator with arguments
-----
def retry(n,exc=Exception):
    def deco(f):
        def g(*a,**k):
            for i in range(n):
                try: return f(*a,**k)
                except exc:
                    if i==n-1: raise
        return g
    return deco
-----
import pytest
def test_r():
    state={'n':0}
    @retry(3,exc=ValueError)
    def flaky():
        state['n']+=1
        if state['n']<3: raise ValueError('x')
        return 'ok'
    assert flaky()=='ok'
    assert state['n']==3
    @retry(2)
    def bad(): raise KeyError('k')
    with pytest.raises(KeyError): bad()
=====
heap of own objects
-----
import heapq
class PQ:
    def __init__(self): self.h=[]; self.n=0
    def push(self,x,p): heapq.heappush(self.h,(p,self.n,x)); self.n+=1
    def pop(self): return heapq.heappop(self.h)[2]
    def __len__(self): return len(self.h)
    def __bool__(self): return bool(self.h)
-----
q=PQ()
assert not q
for x,p in (('a',3),('b',1),('c',2)): q.push(x,p)
assert len(q)==3 and q
assert [q.pop() for _ in range(3)]==['b','c','a']
import pytest
with pytest.raises(IndexError):
    q.pop()
=====
bytes and encodings
-----
import base64, hashlib
def enc(b): return base64.b64encode(b)
def sha(s): return hashlib.sha256(s.encode()).hexdigest()
-----
import hashlib
assert enc(b'hi')==b'aGk='
assert sha('a')==hashlib.sha256(b'a').hexdigest()
assert enc(bytearray(b'hi')).decode()=='aGk='
=====
os.environ
-----
import os
def conf(): return os.environ.get('MODE','dev')
def set_mode(m): os.environ['MODE']=m
-----
import os
from unittest.mock import patch
assert conf()=='dev'
with patch.dict(os.environ,{'MODE':'prod'}):
    assert conf()=='prod'
assert conf()=='dev'
set_mode('t')
assert os.environ['MODE']=='t'
=====
iterator protocol and zip
-----
class Countdown:
    def __init__(self,n): self.n=n
    def __iter__(self): return iter(range(self.n,0,-1))
    def __len__(self): return self.n
    def __contains__(self,x): return 0<x<=self.n
-----
c=Countdown(3)
assert list(c)==[3,2,1]
assert [a*b for a,b in zip(c,[1,2,3])]==[3,4,3]
assert 2 in c and 4 not in c
assert max(c)==3 and sum(c)==6 and len(c)==3
assert sorted(c)==[1,2,3]
a,b,d=c
assert (a,b,d)==(3,2,1)
=====
numpy results
-----
import numpy as np
def norm(v):
    v=np.asarray(v,float); return v/np.linalg.norm(v)
def mask(a): return a[a>1]
-----
import numpy as np
assert np.allclose(norm([3,4]),[0.6,0.8])
assert mask(np.array([0,2,3])).tolist()==[2,3]
assert norm([1,0]).shape==(2,) and norm([1,0]).dtype==np.float64
assert isinstance(norm([1,0]),np.ndarray)
np.testing.assert_array_almost_equal(norm([0,5]),np.array([0,1]))
assert (mask(np.array([5]))==5).all()
=====
subclass of dict
-----
class Dot(dict):
    __getattr__=dict.__getitem__
    __setattr__=dict.__setitem__
-----
d=Dot(a=1)
assert d.a==1
d.b=2
assert d=={'a':1,'b':2}
assert d['b']==2 and len(d)==2 and 'a' in d
assert sorted(d.items())==[('a',1),('b',2)]
=====
exceptions chain and notes
-----
class AppError(Exception):
    def __init__(self,code,msg): super().__init__(msg); self.code=code
def run(x):
    try: return 1/x
    except ZeroDivisionError as e: raise AppError(7,'div') from e
-----
import pytest
def test_e():
    with pytest.raises(AppError) as info:
        run(0)
    assert info.value.code==7
    assert str(info.value)=='div'
    assert isinstance(info.value.__cause__,ZeroDivisionError)
    assert run(2)==0.5
=====
class attributes set by tests
-----
class Cfg:
    limit=3
    def ok(self,x): return x<=self.limit
-----
c=Cfg()
assert c.ok(3)
Cfg.limit=5
assert c.ok(5)
c.limit=1
assert not c.ok(2)
del c.limit
assert c.ok(4)
=====
Fractions and Decimals
-----
from fractions import Fraction
from decimal import Decimal
def half(x): return x/2
-----
from fractions import Fraction
from decimal import Decimal
assert half(Fraction(1,3))==Fraction(1,6)
assert half(Decimal('1.10'))==Decimal('0.55')
assert half(3)==Fraction(3,2)
assert str(half(Decimal('1')))=='0.5'
=====
long sequence of operations
-----
class Stack:
    def __init__(self): self.s=[]; self.m=[]
    def push(self,x): self.s.append(x); self.m.append(min(x,self.m[-1] if self.m else x))
    def pop(self): self.m.pop(); return self.s.pop()
    def get_min(self): return self.m[-1]
-----
import random
random.seed(1)
s=Stack(); ref=[]
for _ in range(300):
    if ref and random.random()<0.4:
        assert s.pop()==ref.pop()
    else:
        x=random.randint(-50,50); s.push(x); ref.append(x)
    if ref: assert s.get_min()==min(ref)
=====
re results
-----
import re
def find(p,s): return re.search(p,s)
-----
m=find(r'(\d+)-(\d+)','a 12-34')
assert m.group(1)=='12' and m.groups()==('12','34')
assert m.start()==2
assert find('z','a') is None
=====
sorting with key from tests
-----
def top(xs,k,key=None): return sorted(xs,key=key,reverse=True)[:k]
-----
words=['aa','b','cccc']
assert top(words,2,key=len)==['cccc','aa']
assert top(words,1,key=lambda w: -len(w))==['b']
assert top([3,1],1)==[3]
=====
subTest and skip
-----
def inc(x): return x+1
-----
import unittest
class T(unittest.TestCase):
    def test_many(self):
        for x,w in ((1,2),(3,4)):
            with self.subTest(x=x):
                self.assertEqual(inc(x),w)
    @unittest.skip('later')
    def test_not(self): self.fail()
    def test_almost(self): self.assertAlmostEqual(inc(0.1),1.1)
    def test_lists(self): self.assertListEqual([inc(1)],[2]); self.assertCountEqual([inc(1),inc(2)],[3,2])
if __name__=='__main__': unittest.main()
=====
pathlib results
-----
from pathlib import Path
def out(p): return Path(p).with_suffix('.txt')
def touch(p): Path(p).write_text('x'); return Path(p).exists()
-----
from pathlib import Path
assert out('/a/b.py')==Path('/a/b.txt')
assert str(out('c.d'))=='c.txt'
def test_t(tmp_path):
    assert touch(tmp_path/'z')
    assert (tmp_path/'z').read_text()=='x'
=====
iterating a result twice and slices
-----
class Vec:
    def __init__(self,*a): self.a=list(a)
    def __getitem__(self,i): return Vec(*self.a[i]) if isinstance(i,slice) else self.a[i]
    def __len__(self): return len(self.a)
    def __eq__(self,o): return isinstance(o,Vec) and self.a==o.a
    def __hash__(self): return hash(tuple(self.a))
    def __bool__(self): return any(self.a)
-----
v=Vec(1,2,3)
assert v[1:]==Vec(2,3)
assert v[-1]==3
assert list(v)==[1,2,3]
assert len({v,Vec(1,2,3)})==1
assert v and not Vec(0)
=====
mock_open of the program's open
-----
def count(path):
    with open(path) as f: return len(f.read().split())
-----
from unittest.mock import patch, mock_open
with patch('builtins.open', mock_open(read_data='a b c')):
    assert count('x')==3
=====
patched time
-----
import time
def stamp(): return int(time.time())
-----
from unittest.mock import patch
with patch('time.time', return_value=100.5):
    assert stamp()==100
=====
patched random
-----
import random
def roll(): return random.randint(1,6)
-----
import random
from unittest.mock import patch
with patch('random.randint', return_value=4) as m:
    assert roll()==4
    m.assert_called_with(1,6)
=====
a command that is not run
-----
import subprocess
def branch():
    done = subprocess.run(['git', 'branch', '--show-current'], capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return done.stdout.strip()
-----
import unittest
from unittest.mock import patch, MagicMock
class T(unittest.TestCase):
    @patch('subprocess.run')
    def test_branch(self, run):
        run.return_value = MagicMock(returncode=0, stdout='main\n')
        self.assertEqual(branch(), 'main')
        run.assert_called_once()
        self.assertEqual(run.call_args[0][0][0], 'git')
    @patch('subprocess.run', return_value=MagicMock(returncode=1, stderr='no'))
    def test_error(self, run):
        with self.assertRaisesRegex(RuntimeError, 'no'):
            branch()
=====
files that are said to be there
-----
import os
def first(*paths):
    return next((p for p in paths if os.path.exists(p)), None)
-----
import os
def test_first(monkeypatch):
    monkeypatch.setattr(os.path, 'exists', lambda p: p == '/b')
    assert first('/a', '/b') == '/b'
def test_none():
    assert first('/no/such/file') is None
=====
drawn by turns, and then at random again
-----
import random
def deal(n): return [random.choice('abc') for _ in range(n)]
-----
import random
from unittest.mock import patch
with patch.object(random, 'choice', side_effect=list('cab')) as choice:
    assert deal(3) == ['c', 'a', 'b']
    assert choice.call_count == 3
assert set(deal(50)) <= set('abc') and len(set(deal(50))) > 1
=====
slept by nobody
-----
import time
def patient(f, times):
    for n in range(times):
        try: return f()
        except OSError: time.sleep(2 ** n)
    raise TimeoutError(times)
-----
import pytest
from unittest.mock import patch, Mock
def test_patient():
    f = Mock(side_effect=[OSError, OSError, 5])
    with patch('time.sleep') as sleep:
        assert patient(f, 4) == 5
    assert [call.args for call in sleep.call_args_list] == [(1,), (2,)]
    with patch('time.sleep'), pytest.raises(TimeoutError):
        patient(Mock(side_effect=OSError), 3)

=====
a list that an object keeps and changes later
-----
class Journal:
    def __init__(self, lines): self.lines = lines
    def note(self, text): self.lines.append(text)
-----
lines = ['first']
journal = Journal(lines)
journal.note('second')
assert lines == ['first', 'second']
journal.note('third')
assert len(lines) == 3 and journal.lines is lines
=====
a list that the tests change after an object has it
-----
class Basket:
    def __init__(self, prices): self.prices = prices
    def total(self): return sum(self.prices)
-----
prices = [3]
basket = Basket(prices)
prices.append(4)
assert basket.total() == 7
prices.clear()
assert basket.total() == 0
=====
a copy that an object keeps
-----
class Basket:
    def __init__(self, prices): self.prices = list(prices)
    def total(self): return sum(self.prices)
-----
prices = [3]
basket = Basket(prices)
prices.append(4)
assert basket.total() == 3 and prices == [3, 4]
=====
a dict that a closure and a global keep
-----
KNOWN = []
def register(table): KNOWN.append(table)
def mark(key):
    for table in KNOWN: table[key] = True
def counting(table):
    def count(word): table[word] = table.get(word, 0) + 1
    return count
-----
table, words = {}, {}
register(table)
mark('a')
assert table == {'a': True}
count = counting(words)
count('x')
count('x')
assert words == {'x': 2}
=====
an attribute that the tests give
-----
class Box:
    items = None
    def put(self, item): self.items.append(item)
-----
box, items = Box(), []
box.items = items
box.put(1)
box.put(2)
assert items == [1, 2]
=====
what comes back is what went in
-----
def ordered(items):
    items.sort()
    return items
def wrapped(items): return [items]
def copied(items): return items[:]
-----
items = [2, 1]
assert ordered(items) is items
assert wrapped(items)[0] is items
assert copied(items) is not items and copied(items) == [1, 2]
=====
changed before it raises
-----
def take(queue, amount):
    while amount:
        queue.pop()
        amount -= 1
-----
queue = [1, 2]
try:
    take(queue, 3)
    assert False
except IndexError:
    assert queue == []
=====
a view of what goes on
-----
class Bank:
    def __init__(self): self.accounts = {}
    def pay(self, name, sum_): self.accounts[name] = self.accounts.get(name, 0) + sum_
-----
bank = Bank()
accounts = bank.accounts
bank.pay('a', 5)
bank.pay('a', 6)
assert accounts == {'a': 11}
=====
a context that writes into the tests' list
-----
from contextlib import contextmanager
@contextmanager
def traced(events):
    events.append('in')
    yield
    events.append('out')
-----
events = []
with traced(events):
    events.append('body')
assert events == ['in', 'body', 'out']
=====
classes of the program below those of the library
-----
from abc import ABC, abstractmethod
from enum import Enum
class Shape(ABC):
    @abstractmethod
    def area(self): ...
class Side(Enum):
    LEFT = 1
    RIGHT = 2
class Row:
    def __iter__(self): return iter(())
-----
from abc import ABC
from collections.abc import Iterable
from enum import Enum
assert issubclass(Shape, ABC) and not issubclass(Row, ABC)
assert issubclass(Side, Enum) and isinstance(Side.LEFT, Enum)
assert issubclass(Row, Iterable) and isinstance(Row(), Iterable) and not issubclass(Shape, Iterable)
=====
the types of exceptions
-----
class Refused(Exception): pass
class Late(Refused): pass
class Bad(ValueError): pass
def ask(day):
    if day > 3: raise Late(day)
    raise Bad(day)
-----
import pytest
def test_types():
    with pytest.raises(Refused) as info:
        ask(4)
    assert info.type is Late
    assert info.type is not Refused
    assert issubclass(Late, Refused)
    try:
        ask(1)
        assert False
    except ValueError as error:
        assert type(error) is Bad and error.__class__ is Bad
=====
what a wrapper says of what it wraps
-----
import functools
def logged(function):
    @functools.wraps(function)
    def inner(*args): return function(*args)
    return inner
-----
@logged
def add(a, b):
    'The sum.'
    return a + b
assert add(1, 2) == 3
assert add.__name__ == 'add' and add.__doc__ == 'The sum.'
=====
addresses and arrays
-----
import ipaddress
from array import array
def hosts(net): return list(ipaddress.ip_network(net).hosts())
def numbers(n): return array('i', range(n))
-----
import ipaddress
from array import array
assert hosts('10.0.0.0/30') == [ipaddress.ip_address('10.0.0.1'), ipaddress.ip_address('10.0.0.2')]
assert numbers(3) == array('i', [0, 1, 2])
=====
objects that may be compared with plain values
-----
import functools
@functools.total_ordering
class Money:
    def __init__(self, cents): self.cents = cents
    def __eq__(self, other): return self.cents == getattr(other, 'cents', other)
    def __lt__(self, other): return self.cents < getattr(other, 'cents', other)
    def __add__(self, other): return Money(self.cents + getattr(other, 'cents', other))
class Pair:
    def __init__(self, x, y): self.x, self.y = x, y
    def __eq__(self, other): return (self.x, self.y) == (other[0], other[1])
    def __contains__(self, item): return item in (self.x, self.y)
class Mod:
    def __init__(self, n, m): self.n, self.m = n % m, m
    def __eq__(self, other): return self.n == other % self.m
-----
money, pair, mod = Money(5), Pair(1, 2), Mod(3, 2)
assert money.cents == 5 and pair.x == 1 and mod.m == 2
assert money == 5 and money != 6 and money + 1 == 6
assert money > 4 and money < 6 and money >= 5 and not money < 5
assert pair == (1, 2) and pair == [1, 2] and not pair == (1, 3)
assert 2 in pair and 3 not in pair
assert mod == 5 and mod != 4
"""
"""Blocks of a name, a program and tests."""
